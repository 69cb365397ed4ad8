import { Duration } from '../../model/units/duration';
import { isDeepStrictEqual } from 'node:util';
import { AclOperationTypes, AclResourceTypes, type Admin, type DescribeAclResource, type Kafka } from 'kafkajs';
import { CodedError, type Violation } from '../../model/violation';
import type { ManifestTopic, ManifestUser } from '../../model/manifest/manifest';
import { quietly } from '../../runtime/kafka/kafka-admin';
import { kafkaAs } from '../../runtime/kafka/kafka-client';
import { isSpokenByKafkaJs, mechanismNamed, showsToken } from '../../model/authentication/mechanism-lookup';
import { keepsOwnKey } from '../../runtime/credentials/identity-files';
import { accessesOf } from '../../runtime/credentials/listener-choice';
import { patient } from '../../runtime/patience';
import { bounded, explain, pause } from '../../runtime/wait';
import { dependsOnAddress, isEveryoneAllowed, may, readableGroup } from '../verification/acl';
import { viewPartitions, viewRules } from '../../runtime/kafka/cluster-view';
import { resultOf, type Check, type CheckResult } from '../context/check';
import { lateMark } from '../context/late';
import { removeAtEnd } from '../workload/consumer-group';
import { asDescribed, ruleViolations, rulesAbout, rulesEvidence, undeclaredRules } from '../verification/declared-rule';
import { internalBootstrap } from '../../runtime/toolbox/internal-bootstrap';
import { reasonOf, steadyProducer } from '../workload/load';
import { PROOF_NAME, type ProofContext } from '../context/proof-context';
import { settleAll } from '../context/settle-all';

/** Errors that mean a refusal. A reader without a right to any group is refused there before its topic is looked at. */
const REFUSALS = {
  read: ['TOPIC_AUTHORIZATION_FAILED', 'GROUP_AUTHORIZATION_FAILED'],
  write: ['TOPIC_AUTHORIZATION_FAILED'],
} as const;
const WAIT_SECONDS = 20;
/** Nothing refused and nothing read for so long: an empty topic. Where a refusal must come, it is awaited longer. */
const EMPTY_MS = 8_000;

/**
 * No number of acknowledgements that Kafka knows. It looks at the right to write first and at this number before it
 * appends (KafkaApis, ReplicaManager), so its answer tells about the right, and no record is left on a declared topic.
 */
const NO_SUCH_ACKS = 2;
const STOPPED_BY_ACKS = 'INVALID_REQUIRED_ACKS';

/** Whether it was let in or not; everything else is no answer yet, as long as a coordinator or a leader is being chosen. */
function isAnswer({ actual, operation }: Pick<AccessAttempt, 'actual' | 'operation'>): boolean {
  const refusals: readonly string[] = REFUSALS[operation];
  return actual === 'allowed' || refusals.includes(actual);
}

/** Tries until the cluster answers; without an answer in time, what the last try came to. */
export async function answered(
  operation: AccessAttempt['operation'],
  attempt: () => Promise<string>,
  signal: AbortSignal,
  within: Duration = patient(WAIT_SECONDS),
): Promise<string> {
  const end = Date.now() + within.milliseconds;
  for (;;) {
    const actual = await attempt();
    if (isAnswer({ actual, operation }) || Date.now() >= end) {
      return actual;
    }
    await pause(Duration.milliseconds(200), signal, `an answer to a ${operation}`);
  }
}

/** One thing that a user tried, what had to come of it, and what did. */
export interface AccessAttempt {
  readonly user: string;
  readonly topic: string;
  readonly operation: 'read' | 'write';
  readonly expected: 'allowed' | 'refused';
  /** `allowed`, or the error's type. */
  readonly actual: string;
}

/** What is wrong with an attempt: refused what is granted, granted what is not, or failed for another reason. */
export function accessViolations(attempt: AccessAttempt): Violation[] {
  const refusals: readonly string[] = REFUSALS[attempt.operation];
  const right = attempt.expected === 'allowed' ? attempt.actual === 'allowed' : refusals.includes(attempt.actual);
  return right
    ? []
    : [
        {
          code: attempt.actual === 'allowed' ? 'AccessTooWide' : 'AccessDenied',
          subject: `${attempt.user} on topic ${attempt.topic}`,
          rule: `${attempt.operation} must be ${attempt.expected === 'allowed' ? 'allowed' : `refused with ${refusals.join(' or ')}`}`,
          value: attempt.actual,
          remedy: 'compare the ACLs with the declaration (npm run plan)',
          ...lateMark(/TIMED_OUT|Timeout|no answer/.test(attempt.actual)),
        },
      ];
}

async function run(proof: ProofContext): Promise<CheckResult> {
  const { manifest } = proof;
  const users = manifest.users.filter(({ superUser }) => !superUser);
  const rules = manifest.rules.map(asDescribed);
  // Side by side: joining a group takes the seconds for which the coordinator awaits others.
  const tried = await settleAll(users.map((user) => tryUser(proof, user, rules)));
  const attempts = tried.flatMap((one) => one.attempts);
  const untried = tried.flatMap((one) => one.untried);
  // Other checks of this run give rights to topics of its own meanwhile.
  const there = (await viewRules(proof.admin)).filter(({ resourceName }) => !resourceName.startsWith(`${proof.run}-`));
  const differences = ruleViolations(rules, manifest, there);
  const { ofOthers } = undeclaredRules(rules, manifest, there);
  const violations = [...differences, ...attempts.flatMap(accessViolations)];
  const evidence = [
    ...(differences.length === 0 ? [rulesEvidence(rules.length, ofOthers)] : []),
    ...attempts
      .filter((attempt) => accessViolations(attempt).length === 0)
      .map(({ user, topic, operation, actual }) => `${user} ${operation}s ${topic}: ${actual}`),
    ...tried.flatMap(({ spared }) => spared),
  ];
  if (violations.length === 0 && untried.length > 0) {
    return {
      verdict: 'unjudged',
      evidence,
      violations: untried.map((user) => ({
        code: 'AccessNotTried',
        subject: user,
        rule: 'must log in, so that its access can be tried',
        remedy: 'see what the check of the logins says',
      })),
    };
  }
  return resultOf(violations, evidence);
}

interface Tried {
  readonly attempts: readonly AccessAttempt[];
  /** Users whose access could not be tried, and why. */
  readonly untried: readonly string[];
  /** What is not tried on purpose, and why. */
  readonly spared: readonly string[];
}

const byAddress = (user: string, topic: string): string =>
  `${user} on ${topic}: not tried, since its rules depend on the client’s address`;

const withoutKey = (user: string): string => `${user} was not tried, since nobody else has its key`;

/** A user on every declared topic, one after the other. */
async function tryUser(proof: ProofContext, user: ManifestUser, rules: readonly DescribeAclResource[]): Promise<Tried> {
  const { admin, manifest } = proof;
  if (!isSpokenByKafkaJs(mechanismNamed(user.authentication))) {
    return await tryWithTools(proof, user, rules);
  }
  const token = showsToken(user) ? await proof.tokens.of(user.name) : undefined;
  if (showsToken(user) && token === undefined) {
    return { attempts: [], untried: [], spared: [withoutKey(user.name)] };
  }
  const kafka = await kafkaAs(user.name, proof.clients, { clientId: PROOF_NAME, token });
  const refused = await whyNotLetIn(kafka, proof.signal);
  if (refused !== undefined) {
    return { attempts: [], untried: [`${user.name}, who is not let in: ${refused}`], spared: [] };
  }
  const groups = rulesAbout(rules, AclResourceTypes.GROUP);
  const group = readableGroup(groups, user.principal, proof.run);
  const joined = group ?? proof.run;
  removeAtEnd(proof, joined);
  const attempts: AccessAttempt[] = [];
  const spared: string[] = [];
  for (const topic of manifest.topics) {
    const acls = rulesAbout(rules, AclResourceTypes.TOPIC, topic.name);
    if (dependsOnAddress([...acls, ...groups], user.principal)) {
      spared.push(byAddress(user.name, topic.name));
      continue;
    }
    const mayRead = may(acls, user.principal, AclOperationTypes.READ, isEveryoneAllowed(manifest));
    proof.say(`${user.name} on ${topic.name}`);
    const about = {
      ...{ user: user.name, topic: topic.name, operation: 'read' as const },
      expected: mayRead ? ('allowed' as const) : ('refused' as const),
    };
    const byAssignment = mayRead && (group === undefined || (await isBusy(admin, group)));
    const read = (): Promise<string> =>
      byAssignment
        ? readByAssignment(proof, user.name, topic.name, mayRead)
        : readInGroup(proof, kafka, user, topic, joined);
    const actual = await answered('read', read, proof.signal);
    attempts.push({ ...about, actual });
    const write = (): Promise<string> => tryWrite(proof, kafka, user, topic);
    attempts.push({
      ...{ user: user.name, topic: topic.name, operation: 'write' },
      expected: may(acls, user.principal, AclOperationTypes.WRITE, isEveryoneAllowed(manifest)) ? 'allowed' : 'refused',
      actual: await answered('write', write, proof.signal),
    });
  }
  return { attempts, untried: [], spared };
}

/** Where kafkajs does not know the mechanism, Kafka's own consumer reads, from inside, where there is a listener for it. */
async function tryWithTools(
  proof: ProofContext,
  user: ManifestUser,
  rules: readonly DescribeAclResource[],
): Promise<Tried> {
  if (keepsOwnKey(proof.manifest, user)) {
    return { attempts: [], untried: [], spared: [withoutKey(user.name)] };
  }
  if (accessesOf(proof.manifest, user, 'internal').length === 0) {
    return { attempts: [], untried: [`${user.name}, who can log in at no listener inside`], spared: [] };
  }
  const attempts: AccessAttempt[] = [];
  const spared = [`${user.name} was not tried at writing: kafkajs does not know how it logs in`];
  for (const { name: topic } of proof.manifest.topics) {
    const acls = rulesAbout(rules, AclResourceTypes.TOPIC, topic);
    if (dependsOnAddress(acls, user.principal)) {
      spared.push(byAddress(user.name, topic));
      continue;
    }
    const expected = may(acls, user.principal, AclOperationTypes.READ, isEveryoneAllowed(proof.manifest))
      ? 'allowed'
      : 'refused';
    proof.say(`${user.name} on ${topic}`);
    const actual = await readByAssignment(proof, user.name, topic, expected === 'allowed');
    attempts.push({ user: user.name, topic, operation: 'read', expected, actual });
  }
  return { attempts, untried: [], spared };
}

async function whyNotLetIn(kafka: Kafka, signal: AbortSignal): Promise<string | undefined> {
  const admin = kafka.admin();
  try {
    await bounded(admin.connect(), { within: patient(WAIT_SECONDS), awaiting: 'a login', signal });
    return undefined;
  } catch (error) {
    return explain(error);
  } finally {
    await quietly(admin.disconnect());
  }
}

/** Joining a group that works would make it rebalance. */
async function isBusy(admin: Admin, group: string): Promise<boolean> {
  const { groups } = await describeGroup(admin, group);
  return groups.some(({ state }) => state !== 'Empty' && state !== 'Dead');
}

/** As its coordinator has it. */
const describeGroup = (admin: Admin, group: string): ReturnType<Admin['describeGroups']> =>
  bounded(admin.describeGroups([group]), { within: patient(WAIT_SECONDS), awaiting: `group ${group}` });

async function leadersOf({ admin }: ProofContext, { name }: ManifestTopic): Promise<ReadonlySet<string>> {
  return new Set((await viewPartitions(admin, [name])).map(({ leader }) => String(leader)));
}

/** What a read as a member of a group comes to. */
async function readInGroup(
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
async function readByAssignment(proof: ProofContext, user: string, topic: string, mayRead: boolean): Promise<string> {
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

/** What a write comes to, which leaves nothing behind either way. */
async function tryWrite(proof: ProofContext, kafka: Kafka, user: ManifestUser, topic: ManifestTopic): Promise<string> {
  const producer = steadyProducer(kafka);
  const wait = {
    within: patient(WAIT_SECONDS),
    awaiting: `${user.name} to write ${topic.name}`,
    signal: proof.signal,
  } as const;
  try {
    await bounded(producer.connect(), wait);
    await bounded(
      producer.send({ topic: topic.name, acks: NO_SUCH_ACKS, messages: [{ value: `${proof.run}: a right` }] }),
      wait,
    );
    return 'acknowledged with no such acks';
  } catch (error) {
    return writeAnswer(refusal(error));
  } finally {
    await quietly(producer.disconnect());
  }
}

/** What the error of a write means that no cluster can carry out. */
export function writeAnswer(reason: string): string {
  return reason === STOPPED_BY_ACKS ? 'allowed' : reason;
}

/** The type of an error of Kafka's; any other error says nothing of the cluster, and is thrown on. */
function refusal(error: unknown): string {
  if (error instanceof CodedError) {
    throw error;
  }
  return reasonOf(error);
}

export const access: Check = {
  name: 'access',
  promise: 'the ACLs are the declared ones; users read and write what these allow, and are refused everything else',
  needs: ['user', 'container'],
  claim: 'works',
  run,
};
