import type { Admin, ITopicConfig } from 'kafkajs';
import { counted } from '../../model/formats/counted';
import { OperationError } from '../../model/violation';
import { administrator, withAdmin } from '../../runtime/kafka/kafka-admin';
import { patient } from '../../runtime/patience';
import { explain, until } from '../../runtime/wait';
import { isWhole, viewCluster, viewPartitions } from '../../runtime/kafka/cluster-view';
import { severalSayYes } from '../../runtime/kafka/several-answers';
import { reasonOf } from './load';
import { PROOF_NAME, type ProofContext } from '../context/proof-context';
import { promised } from '../context/promise-broken';

export interface ProofTopic {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  /** Removes it now rather than at the end. */
  readonly remove: () => Promise<void>;
}

/**
 * Makes a topic for this run, whole on all its replicas; it goes away again at the end, whatever happens. `layout` is how many
 * partitions it has, with replicas on as many brokers as there are, up to three; or which brokers hold each of them.
 */
export async function makeTopic(
  proof: ProofContext,
  purpose: string,
  config: Readonly<Record<string, string>> = {},
  layout: number | readonly (readonly number[])[] = proof.manifest.brokers.length,
): Promise<ProofTopic> {
  const { admin, manifest, signal } = proof;
  const name = `${proof.run}-${purpose}`;
  const partitions = typeof layout === 'number' ? layout : layout.length;
  const spread = Math.min(3, manifest.brokers.length);
  const replicationFactor = typeof layout === 'number' ? spread : (layout[0]?.length ?? spread);
  const remove = proof.cleanup.push(`topic ${name} removed`, () => removeTopics(admin, [name]));
  await create(admin, {
    topic: name,
    ...(typeof layout === 'number'
      ? { numPartitions: partitions, replicationFactor }
      : { replicaAssignment: layout.map((replicas, partition) => ({ partition, replicas: [...replicas] })) }),
    configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
  }).catch((error: unknown) => {
    throw new OperationError({
      code: 'TopicNotMade',
      subject: `topic ${name}`,
      rule: `must be made on ${counted(replicationFactor, 'broker')} for this check`,
      value: explain(error),
      remedy: 'see that every broker runs (docker ps -a), and run it again',
    });
  });
  await promised(
    until(
      async () => {
        const views = await viewPartitions(admin, [name]);
        return views.length === partitions && views.every(isWhole) && (await isKnownEverywhere(proof, name));
      },
      { within: patient(30), awaiting: `topic ${name} in sync on ${counted(replicationFactor, 'broker')}`, signal },
    ),
  );
  return { name, partitions, replicationFactor, remove };
}

/**
 * Tried again where a broker fails at it: right after an election, some answer with an error that says nothing of the topic. kafkajs
 * takes it for well when the topic is there by then.
 */
async function create(admin: Admin, topic: ITopicConfig): Promise<void> {
  await until(
    async () => {
      try {
        // Leaders are awaited by the caller: kafkajs takes a broker that has yet to be told of the topic for one that refuses.
        await admin.createTopics({ timeout: 15_000, waitForLeaders: false, topics: [topic] });
        return true;
      } catch (error) {
        throw new Error(reasonOf(error), { cause: error });
      }
    },
    { within: patient(15), awaiting: `topic ${topic.topic} made` },
  );
}

/** Whether every broker knows a topic by now, and so what it has to do with it: clients ask any of them for the leaders. */
async function isKnownEverywhere({ admin, manifest, clients }: ProofContext, topic: string): Promise<boolean> {
  const { brokers } = await viewCluster(admin);
  await Promise.all(
    [...brokers.values()].map(async (address) => {
      // A client that has only begun asks the one broker that it begins with.
      const kafka = await administrator(manifest, clients, { clientId: PROOF_NAME, bootstrap: [address], retries: 0 });
      await withAdmin(kafka, (own) => own.fetchTopicMetadata({ topics: [topic] }));
    }),
  );
  return true;
}

/**
 * Removes topics, and waits until they are gone, as several answers say alike: a broker that has just come back knows no topic at all.
 * Those that are not there are fine.
 */
export async function removeTopics(admin: Admin, names: readonly string[]): Promise<void> {
  await until(
    () =>
      severalSayYes(async () => {
        const there = await admin.listTopics();
        const left = names.filter((name) => there.includes(name));
        if (left.length > 0) {
          await admin.deleteTopics({ topics: left, timeout: 10_000 });
        }
        return left.length === 0;
      }),
    { within: patient(50), awaiting: `topics ${names.join(', ')} removed` },
  );
}
