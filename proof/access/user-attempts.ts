import { AclOperationTypes, AclResourceTypes, type DescribeAclResource, type Kafka } from 'kafkajs';
import { isSpokenByKafkaJs, mechanismNamed, showsToken } from '../../model/authentication/mechanism-lookup';
import { isEveryoneAllowed } from '../../model/declaration/open-without-rules';
import type { ManifestUser } from '../../model/manifest/manifest';
import { keepsOwnKey } from '../../runtime/credentials/identity-files';
import { accessesOf } from '../../runtime/credentials/listener-choice';
import { quietly } from '../../runtime/kafka/kafka-admin';
import { kafkaAs } from '../../runtime/kafka/kafka-client';
import { patient } from '../../runtime/patience';
import { bounded, explain } from '../../runtime/wait';
import { PROOF_NAME, type ProofContext } from '../context/proof-context';
import { dependsOnAddress, may, readableGroup } from '../verification/acl';
import { rulesAbout } from '../verification/declared-rule';
import { removeAtEnd } from '../workload/consumer-group';
import { type AccessAttempt, answered, WAIT_SECONDS } from './access-attempt';
import { isBusy, readByAssignment, readInGroup } from './topic-read';
import { tryWrite } from './topic-write';

/** What came of one user's attempts. */
export interface Tried {
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
export async function tryUser(
  proof: ProofContext,
  user: ManifestUser,
  rules: readonly DescribeAclResource[],
): Promise<Tried> {
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
