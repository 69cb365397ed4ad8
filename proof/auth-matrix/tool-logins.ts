import { isSpokenByKafkaJs, mechanismNamed } from '../../model/authentication/mechanism-lookup';
import { keepsOwnKey } from '../../runtime/credentials/identity-files';
import { type Access, accessesOf } from '../../runtime/credentials/listener-choice';
import type { PartialResult } from '../context/check';
import { lateMark } from '../context/late';
import type { ProofContext } from '../context/proof-context';
import { ToolFailed } from '../../runtime/toolbox/tool-failure';
import { patient } from '../../runtime/patience';

/** Results of logins by mechanisms that kafkajs does not know. */
export interface ToolLogins extends PartialResult {
  /** Users with a way in that could be tried. */
  readonly tried: readonly string[];
}

/** Where kafkajs does not know a mechanism, Kafka's own client logs in, at the listeners inside the network, at every broker. */
export async function toolLogins(proof: ProofContext): Promise<ToolLogins> {
  const { manifest } = proof;
  const users = manifest.users.filter(
    (user) => !isSpokenByKafkaJs(mechanismNamed(user.authentication)) && !keepsOwnKey(manifest, user),
  );
  const results: ToolLogins[] = [];
  for (const user of users) {
    const [access] = accessesOf(manifest, user, 'internal');
    if (access === undefined) {
      continue;
    }
    const by = access.mechanism ?? user.authentication;
    proof.say(`${user.name} by ${by} at ${access.listener.name}`);
    results.push(await tryLogin(proof, user.name, by, access));
  }
  return {
    violations: results.flatMap(({ violations }) => violations),
    evidence: results.flatMap(({ evidence }) => evidence),
    tried: results.flatMap(({ tried }) => tried),
  };
}

async function tryLogin(
  proof: ProofContext,
  user: string,
  by: string,
  { authentication, bootstrap: addresses }: Access,
): Promise<ToolLogins> {
  const toolbox = await proof.toolbox();
  const violation = (value: string, late = false): ToolLogins => ({
    tried: [user],
    evidence: [],
    violations: [
      {
        code: 'LoginFailed',
        subject: `${user} by ${by} at ${addresses.join(', ')}`,
        rule: 'must be let in',
        value,
        remedy: authentication.matrix.remedy ?? 'run npm run clients',
        ...lateMark(late),
      },
    ],
  });
  try {
    const reached = await toolbox.reachedBrokers(user, addresses.join(','), patient(30));
    const missing = addresses.filter((address) => ![...reached.values()].includes(address));
    return missing.length === 0
      ? {
          tried: [user],
          violations: [],
          evidence: [`${user} logs in by ${by} at ${addresses.join(', ')}, from inside`],
        }
      : violation(`no answer from ${missing.join(', ')}`);
  } catch (error) {
    if (error instanceof ToolFailed) {
      return violation(error.reason, error.late);
    }
    throw error;
  }
}
