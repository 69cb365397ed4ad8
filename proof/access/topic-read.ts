import { isDeepStrictEqual } from 'node:util';
import type { Admin, Kafka } from 'kafkajs';
import type { ManifestTopic, ManifestUser } from '../../model/manifest/manifest';
import { viewPartitions } from '../../runtime/kafka/cluster-view';
import { quietly } from '../../runtime/kafka/kafka-admin';
import { patient } from '../../runtime/patience';
import { internalBootstrap } from '../../runtime/toolbox/internal-bootstrap';
import { bounded, until } from '../../runtime/wait';
import type { ProofContext } from '../context/proof-context';
import { refusal, WAIT_SECONDS } from './access-attempt';

/** Nothing refused and nothing read for so long: an empty topic. Where a refusal must come, it is awaited longer. */
const EMPTY_MS = 8_000;

async function leadersOf({ admin }: ProofContext, { name }: ManifestTopic): Promise<ReadonlySet<string>> {
  return new Set((await viewPartitions(admin, [name])).map(({ leader }) => String(leader)));
}

/** What a read as a member of a group comes to. */
export async function readInGroup(
  proof: ProofContext,
  kafka: Kafka,
  user: ManifestUser,
  topic: ManifestTopic,
  groupId: string,
): Promise<string> {
  const consumer = kafka.consumer({
    groupId,
    allowAutoTopicCreation: false,
    maxWaitTimeInMs: 500,
    retry: { retries: 2, restartOnFailure: () => Promise.resolve(false) },
  });
  const wait = {
    within: patient(WAIT_SECONDS),
    awaiting: `${user.name} to read ${topic.name}`,
    signal: proof.signal,
  } as const;
  try {
    const leaders = await leadersOf(proof, topic);
    const fetched = new Promise<void>((done, fail) => {
      consumer.on(consumer.events.FETCH, ({ payload }) => {
        // kafkajs says this of brokers too that it had nothing to ask for, and before it says that another one refused.
        if (leaders.has(String(payload.nodeId))) {
          done();
        }
      });
      consumer.on(consumer.events.CRASH, ({ payload }) => {
        fail(payload.error);
      });
    });
    // Its failure is looked at below, unless something else fails first.
    fetched.catch(() => undefined);
    await bounded(consumer.connect(), wait);
    await bounded(consumer.subscribe({ topics: [topic.name], fromBeginning: true }), wait);
    // Nothing is committed: the group finds its place as it left it.
    await bounded(consumer.run({ autoCommit: false, eachMessage: () => Promise.resolve() }), wait);
    await bounded(fetched, wait);
    return isDeepStrictEqual(await leadersOf(proof, topic), leaders) ? 'allowed' : 'NOT_LEADER_FOR_PARTITION';
  } catch (error) {
    const reason = refusal(error);
    return reason.includes(NO_COORDINATOR) && (await findsGroup(proof, groupId))
      ? 'GROUP_AUTHORIZATION_FAILED'
      : reason;
  } finally {
    await quietly(consumer.disconnect());
  }
}

/** What kafkajs says whatever each broker has answered, also that the user may not ask for the group. */
const NO_COORDINATOR = 'Failed to find group coordinator';

/** Whether the group has a coordinator, which the administrator is told of: who isn't told then has no right to the group. */
async function findsGroup({ admin }: ProofContext, group: string): Promise<boolean> {
  try {
    await describeGroup(admin, group);
    return true;
  } catch {
    return false;
  }
}

/** The same without a group: for users who have none, and where joining it would make its members share anew. */
export async function readByAssignment(
  proof: ProofContext,
  user: string,
  topic: string,
  mayRead: boolean,
): Promise<string> {
  const toolbox = await proof.toolbox();
  const { stdout, stderr } = await toolbox.tool(
    'kafka-console-consumer',
    [
      ...['--bootstrap-server', internalBootstrap(proof.manifest, user)],
      ...['--consumer.config', await toolbox.propertiesOf(user)],
      ...[
        '--topic',
        topic,
        '--partition',
        '0',
        '--offset',
        'earliest',
        '--max-messages',
        '1',
        '--timeout-ms',
        String(mayRead ? EMPTY_MS : patient(20).milliseconds),
      ],
    ],
    patient(30),
  );
  return consumerAnswer(`${stdout}\n${stderr}`);
}

/** What the end of the console consumer's output means. One that found no record in time was let in all the same. */
export function consumerAnswer(output: string): string {
  if (output.includes('TopicAuthorizationException')) {
    return 'TOPIC_AUTHORIZATION_FAILED';
  }
  const exception = /\b(\w+Exception)\b/.exec(output.replaceAll('org.apache.kafka.common.errors.TimeoutException', ''));
  return exception === null && /Processed a total of \d+ messages/.test(output)
    ? 'allowed'
    : (exception?.[1] ?? 'no answer');
}

/** Joining a group that works would make it rebalance. */
export async function isBusy(admin: Admin, group: string): Promise<boolean> {
  // A broker that was asked before it knew that it has the group says that it has not.
  const { groups } = await until(() => describeGroup(admin, group), {
    within: patient(WAIT_SECONDS),
    awaiting: `the coordinator of group ${group}`,
  });
  return groups.some(({ state }) => state !== 'Empty' && state !== 'Dead');
}

/** As its coordinator has it. */
const describeGroup = (admin: Admin, group: string): ReturnType<Admin['describeGroups']> =>
  bounded(admin.describeGroups([group]), { within: patient(WAIT_SECONDS), awaiting: `group ${group}` });
