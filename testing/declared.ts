import path from 'node:path';
import { App, TerraformStack } from 'cdktf';
import {
  Authentication,
  KafkaBase,
  KafkaCluster,
  KafkaResources,
  KafkaVersion,
  Listener,
  Metadata,
  ProjectTools,
  ServerImage,
  UserLogin,
} from '../constructs';
import { versionInTag } from '../model/cluster/image';
import type { KafkaClusterImages } from '../model/declaration/cluster-props';
import { ValidationError } from '../model/violation';
import type { TestKafkaProps, TestUserProps } from './test-kafka-props';

/** Stacks that have what stands on the engine, the first before the second. */
export const STACKS = { base: 'base', cluster: 'cluster' } as const;

/** Nobody waits for further members of a group. */
const QUICK: TestKafkaProps['brokerProperties'] = {
  'group.initial.rebalance.delay.ms': 0,
};

/** Where a cluster is synthesized to, and what can't be said before it is made. */
export interface Circumstances {
  readonly name: string;
  readonly outFolder: string;
  /** The first port of each listener on this machine; one for each broker follows. */
  readonly ports: { readonly mtls: number; readonly scram: number };
}

/**
 * Declares a test cluster by the constructs that any other is declared by, and synthesizes it.
 *
 * @throws ValidationError as they do, and `TopicOfTestMissing`
 */
export function synthesizeTestCluster(props: TestKafkaProps, { name, outFolder, ports }: Circumstances): void {
  const { brokers = 1 } = props;
  const app = new App({ outdir: path.resolve(outFolder), context: {} });
  const { version, images } = software(props, ProjectTools.forCluster(app, name).images);
  const cluster = new KafkaCluster(new TerraformStack(app, STACKS.cluster), 'Kafka', {
    name,
    brokers,
    ...(version !== undefined && { version: KafkaVersion.of(version) }),
    metadata: brokers === 1 ? Metadata.kraft({ combined: true }) : Metadata.kraft({ controllers: 1 }),
    listeners: [
      Listener.published('mtls', { firstHostPort: ports.mtls, authentication: Authentication.mutualTls() }),
      Listener.published('scram', { firstHostPort: ports.scram, authentication: Authentication.scramSha512() }),
    ],
    brokerProperties: { ...QUICK, ...props.brokerProperties },
    images,
  });
  new KafkaBase(new TerraformStack(app, STACKS.base), 'Base', { cluster });
  const resources = new KafkaResources(new TerraformStack(app, 'resources'), 'Resources', { cluster });
  declareResources(resources, props);
  app.synth();
}

interface Software {
  readonly version?: string;
  readonly images?: KafkaClusterImages;
}

/**
 * Which Kafka, from which image: the one that is declared; else the set-up's, unless that is of another version than is asked for. The version
 * is the image's where none is.
 */
function software({ version, image }: TestKafkaProps, setup: KafkaClusterImages | undefined): Software {
  const kafka = image === undefined ? setup?.kafka : ServerImage.named(image);
  const tagged = kafka && versionInTag(kafka.name);
  return image === undefined && version !== undefined && tagged !== undefined && tagged !== version
    ? { version }
    : { version: version ?? tagged, images: { ...setup, kafka } };
}

function declareResources(resources: KafkaResources, { topics = {}, users = {} }: TestKafkaProps): void {
  const declared = new Map(
    Object.entries(topics).map(([name, { partitions = 1, config }]) => [
      name,
      resources.addTopic(name, { partitions, config }),
    ]),
  );
  const topicsNamed = (user: string, name: string): ReturnType<KafkaResources['topicsWithPrefix']> => {
    const topic = name.endsWith('*') ? resources.topicsWithPrefix(name.slice(0, -1)) : declared.get(name);
    if (topic === undefined) {
      throw new ValidationError({
        code: 'TopicOfTestMissing',
        subject: `user ${user}`,
        rule: 'may use topics that are declared, or all that begin alike',
        value: name,
        remedy: `declare it in topics, or write ${name}*`,
      });
    }
    return topic;
  };
  for (const [name, { login, produce = [], consume = [], groups = [`${name}*`], transactions }] of entriesOf(users)) {
    const user = resources.addUser(name, login === 'certificate' ? { login: UserLogin.certificate() } : {});
    for (const topic of produce) {
      topicsNamed(name, topic).grantProduce(user);
    }
    for (const topic of consume) {
      for (const group of groups) {
        topicsNamed(name, topic).grantConsume(
          user,
          group.endsWith('*') ? { groupPrefix: group.slice(0, -1) } : { group },
        );
      }
    }
    if (transactions !== undefined) {
      resources.grantTransactions(user, transactions);
    }
  }
}

const entriesOf = (users: Readonly<Record<string, TestUserProps>>): readonly (readonly [string, TestUserProps])[] =>
  Object.entries(users);
