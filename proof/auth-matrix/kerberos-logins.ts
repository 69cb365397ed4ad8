import { keepsOwnKey } from '../../runtime/credentials/identity-files';
import { accessesOf } from '../../runtime/credentials/listener-choice';
import type { PartialResult } from '../context/check';
import type { ProofContext } from '../context/proof-context';
import { ToolFailed } from '../toolbox/tool-failure';

/** How the logins of users with tickets went. */
export interface KerberosLogins extends PartialResult {
  /** Users with a way in that could be tried. */
  readonly tried: readonly string[];
}

/** kafkajs has no Kerberos: Kafka's own client logs in, at the listeners inside the network, at every broker. */
export async function kerberosLogins(proof: ProofContext): Promise<KerberosLogins> {
  const { manifest } = proof;
  const users = manifest.users.filter((user) => user.authentication === 'kerberos' && !keepsOwnKey(manifest, user));
  const results: KerberosLogins[] = [];
  for (const user of users) {
    const [access] = accessesOf(manifest, user, 'internal');
    if (access === undefined) {
      continue;
    }
    proof.say(`${user.name} by GSSAPI at ${access.listener.name}`);
    results.push(await tryTicket(proof, user.name, access.bootstrap));
  }
  return {
    violations: results.flatMap(({ violations }) => violations),
    evidence: results.flatMap(({ evidence }) => evidence),
    tried: results.flatMap(({ tried }) => tried),
  };
}

async function tryTicket(proof: ProofContext, user: string, addresses: readonly string[]): Promise<KerberosLogins> {
  const toolbox = await proof.toolbox();
  const violation = (value: string): KerberosLogins => ({
    tried: [user],
    evidence: [],
    violations: [
      {
        code: 'LoginFailed',
        subject: `${user} by GSSAPI at ${addresses.join(', ')}`,
        rule: 'must be let in',
        value,
        remedy: 'see whether the realm answers (docker logs of its container), then run npm run clients',
      },
    ],
  });
  try {
    const reached = await toolbox.reachedBrokers(user, addresses.join(','), '30s');
    const missing = addresses.filter((address) => ![...reached.values()].includes(address));
    return missing.length === 0
      ? {
          tried: [user],
          violations: [],
          evidence: [`${user} logs in by GSSAPI at ${addresses.join(', ')}, from inside`],
        }
      : violation(`no answer from ${missing.join(', ')}`);
  } catch (error) {
    if (error instanceof ToolFailed) {
      return violation(error.reason);
    }
    throw error;
  }
}
