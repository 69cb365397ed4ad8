import { isScram, scram } from '../../model/authentication/scram';
import { patient } from '../../runtime/patience';
import { until } from '../../runtime/wait';
import { topicRules, removeRules } from '../auth-matrix/topic-rules';
import type { ProofContext } from '../context/proof-context';
import { namesOfOthers } from '../context/run-name';
import { atController } from '../protocol/controller-connection';
import { removeGroup } from '../workload/consumer-group';
import { removeTopics } from '../workload/proof-topic';

type Environment = Pick<ProofContext, 'admin' | 'manifest' | 'clients'>;

/**
 * Removes topics, rules, groups and users that proofs which were killed have left in a cluster, and says which.
 *
 * @param run The run that is under way, if there is one: what is its own stays.
 */
export async function removeLeftovers(proof: Environment, run?: string): Promise<string[]> {
  const { admin } = proof;
  const topics = namesOfOthers(await listed('topics', () => admin.listTopics()), run);
  if (topics.length > 0) {
    await removeTopics(admin, topics);
  }
  const rules = namesOfOthers([...new Set((await topicRules(admin)).map(({ resourceName }) => resourceName))], run);
  for (const topic of rules) {
    await removeRules(admin, topic);
  }
  const groups = namesOfOthers(
    (await listed('groups', () => admin.listGroups())).groups.map(({ groupId }) => groupId),
    run,
  );
  await Promise.all(groups.map((group) => removeGroup(admin, group)));
  const users: string[] = [];
  if (proof.manifest.listeners.some(({ mechanisms }) => mechanisms.some(isScram))) {
    await atController(proof, async (connection) => {
      for (const user of namesOfOthers(await connection.scramUsers(), run)) {
        for (const mechanism of scram.sasl.filter(isScram)) {
          await connection.removeScramUser(user, [mechanism]);
        }
        users.push(user);
      }
    });
  }
  return [
    ...topics.map((topic) => `topic ${topic}`),
    ...rules.map((topic) => `rules for topic ${topic}`),
    ...groups.map((group) => `group ${group}`),
    ...users.map((user) => `user ${user}`),
  ];
}

/** Asked again where it fails: the run that was killed may have left a broker that is on its way back. */
function listed<T extends object>(what: string, list: () => Promise<T>): Promise<T> {
  return until(list, { within: patient(15), awaiting: `the list of ${what}` });
}
