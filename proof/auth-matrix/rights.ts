import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ResourcePatternTypes,
  type Admin,
  type DescribeAclResource,
} from 'kafkajs';
import { bounded, until } from '../../runtime/wait';
import { may } from '../verification/acl';
import { viewPartitions } from '../../runtime/kafka/cluster-view';
import { makeTopic, staleTopics } from '../workload/proof-topic';
import { promised } from '../context/promise-broken';
import type { KafkaConnection } from '../protocol/kafka-connection';
import { isScram } from '../protocol/scram';
import { tryAll, tryOnce, type Gate, type Visit } from './probe';
import { speaking } from './kafka-attempts';
import type { Door, Scene } from './fixture';
import { STRANGER, strangersVisit, type Stranger } from './scratch-user';
import { REFUSALS, type Expectation, type Trial } from './attempt';

type Work = (connection: KafkaConnection) => Promise<void>;

/** Someone who is let in at a listener, and has no right to the topic of the proof. */
interface Visitor {
  readonly gate: Gate;
  readonly name: string;
  readonly principal: string;
  readonly doing: (work: Work) => Visit;
}

/** Without a rule nothing may be done with a topic; with Read, reading and no more. */
export async function rightsTrials(scene: Scene, stranger: Stranger | undefined): Promise<Trial[]> {
  const { proof } = scene;
  const { admin, signal, undo } = proof;
  const topic = await makeTopic(proof, 'rights');
  const rules = await topicRules(admin);
  const leader = (await viewPartitions(admin, [topic.name])).find(({ partition }) => partition === 0)?.leader;
  const visitors = scene.doors.flatMap((door) => {
    const places = door.gate.places.filter(({ at }) => at === `broker ${leader}`);
    const gate = { ...door.gate, places };
    return visitorAt(scene, { ...door, gate }, stranger, (principal) => !mayUse(rules, topic.name, principal)) ?? [];
  });
  const read: Work = (connection) => connection.read(topic.name, 0);
  const write: Work = (connection) => connection.write(topic.name, 0, 'must be refused');
  const tryBoth = async (having: string, mayRead: Expectation): Promise<Trial[]> => {
    const wishes = [
      { what: 'reads', work: read, expected: mayRead },
      { what: 'writes', work: write, expected: REFUSALS.rights },
    ];
    const trials = visitors.map(({ gate, name, doing }) =>
      tryAll(
        gate,
        wishes.map(({ what, work, expected }) => ({
          ...doing(work),
          ...{ identity: `${name}, having ${having}, ${what}`, expected },
        })),
        signal,
      ),
    );
    return (await Promise.all(trials)).flat();
  };

  const without = await tryBoth('no rule', REFUSALS.rights);
  const [first] = visitors;
  if (first === undefined) {
    return without;
  }
  undo.note(`rules for topic ${topic.name} removed`, () => removeRules(admin, topic.name));
  for (const stale of staleTopics([...new Set(rules.map(({ resourceName }) => resourceName))], Date.now())) {
    await removeRules(admin, stale);
  }
  await letRead(admin, topic.name, [...new Set(visitors.map(({ principal }) => principal))]);
  await promised(
    until(
      async () => {
        const answers = await Promise.all(
          first.gate.places.map((place) => tryOnce(first.gate, first.doing(read), place)),
        );
        return answers.every((answer) => answer === 'let in');
      },
      { within: '20s', awaiting: 'the right to read to take effect', signal },
    ),
  );
  return [...without, ...(await tryBoth('Read', 'let in'))];
}

function visitorAt(
  scene: Scene,
  { listener, gate }: Door,
  stranger: Stranger | undefined,
  isRightless: (principal: string) => boolean,
): Visitor | undefined {
  if (listener.protocol === 'PLAINTEXT') {
    const doing = (work: Work): Visit => ({ ...{ by: '-', identity: '', expected: 'let in' }, act: speaking(work) });
    return { gate, doing, name: 'anyone', principal: 'User:ANONYMOUS' };
  }
  if (listener.mechanisms.some(isScram)) {
    return (
      stranger && {
        gate,
        ...{ name: STRANGER, principal: `User:${stranger.name}` },
        doing: (work) => strangersVisit(scene, listener, stranger, work),
      }
    );
  }
  if (listener.protocol !== 'SSL' || listener.scope === 'replication') {
    return undefined;
  }
  const user = scene.proof.manifest.users.find(
    ({ authentication, superUser, principal }) =>
      authentication === 'certificate' && !superUser && isRightless(principal),
  );
  const shown = scene.cast.certificates.find(({ name }) => name === user?.name);
  return (
    user &&
    shown && {
      gate,
      ...{ name: user.name, principal: user.principal },
      doing: (work) => ({
        ...{ by: 'certificate', identity: '', expected: 'let in', act: speaking(work) },
        tls: { ca: scene.cast.ca, certificate: shown.certificate, key: shown.key },
      }),
    }
  );
}

/** Whether a rule that stands already lets a principal use a topic. */
function mayUse(rules: readonly DescribeAclResource[], topic: string, principal: string): boolean {
  const matching = rules.filter(
    ({ resourceName, resourcePatternType }) =>
      resourceName === '*' ||
      resourceName === topic ||
      (resourcePatternType === ResourcePatternTypes.PREFIXED && topic.startsWith(resourceName)),
  );
  return [AclOperationTypes.READ, AclOperationTypes.WRITE].some((operation) => may(matching, principal, operation));
}

async function topicRules(admin: Admin): Promise<DescribeAclResource[]> {
  const { resources } = await bounded(
    admin.describeAcls({
      resourceType: AclResourceTypes.TOPIC,
      resourcePatternType: ResourcePatternTypes.ANY,
      operation: AclOperationTypes.ANY,
      permissionType: AclPermissionTypes.ANY,
    }),
    { within: '15s', awaiting: 'the ACLs' },
  );
  return resources;
}

async function letRead(admin: Admin, topic: string, principals: readonly string[]): Promise<void> {
  const rule = (principal: string) => ({
    resourceType: AclResourceTypes.TOPIC,
    resourceName: topic,
    resourcePatternType: ResourcePatternTypes.LITERAL,
    principal,
    host: '*',
    operation: AclOperationTypes.READ,
    permissionType: AclPermissionTypes.ALLOW,
  });
  await bounded(admin.createAcls({ acl: principals.map(rule) }), { within: '15s', awaiting: 'rules of the proof' });
}

async function removeRules(admin: Admin, topic: string): Promise<void> {
  await admin.deleteAcls({
    filters: [
      {
        resourceType: AclResourceTypes.TOPIC,
        resourceName: topic,
        resourcePatternType: ResourcePatternTypes.LITERAL,
        operation: AclOperationTypes.ANY,
        permissionType: AclPermissionTypes.ANY,
      },
    ],
  });
}
