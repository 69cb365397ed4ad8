import type { Violation } from '../../model/violation';
import { keepsOwnKey } from '../../runtime/credentials/identity-files';
import { addressesOf } from '../../runtime/credentials/listener-choice';
import { patient } from '../../runtime/patience';
import { bounded } from '../../runtime/wait';
import { because, lateMark } from '../context/late';
import { resultOf, type Check, type CheckResult } from '../context/check';
import { toolLogins } from '../auth-matrix/tool-logins';
import { loginsAt, type KafkaJsLogin } from '../auth-matrix/logins';
import type { ProofContext } from '../context/proof-context';

/** What is wrong with users for whom there is no way in that could be tried. */
export function untriedViolations(users: readonly string[], tried: ReadonlySet<string>): Violation[] {
  return users
    .filter((user) => !tried.has(user))
    .map((user) => ({
      code: 'LoginNotTried',
      subject: user,
      rule: 'must have a way in at a published listener that this proof can try',
      remedy: 'publish a listener for it; for a Kerberos user with a keytab, declare one inside the network',
    }));
}

async function run(proof: ProofContext): Promise<CheckResult> {
  const { manifest } = proof;
  const violations: Violation[] = [];
  const evidence: string[] = [];
  const tried = new Set<string>();
  for (const listener of manifest.listeners.filter(({ scope }) => scope === 'published')) {
    const addresses = addressesOf(manifest, listener);
    for (const login of await loginsAt(proof, listener)) {
      proof.say(`${login.user} by ${login.by} at ${listener.name}`);
      const failures = await Promise.all(
        addresses.map(async (address) => ({ address, ...(await tryLogin(proof, login, address)) })),
      );
      const failed = loginViolations(`${login.user} by ${login.by}`, failures);
      violations.push(...failed);
      tried.add(login.user);
      if (failed.length === 0) {
        evidence.push(`${login.user} logs in by ${login.by} at ${addresses.join(', ')}`);
      }
    }
  }
  const others = await toolLogins(proof);
  violations.push(...others.violations);
  evidence.push(...others.evidence);
  for (const user of others.tried) {
    tried.add(user);
  }
  for (const { name } of manifest.users.filter((user) => keepsOwnKey(manifest, user) && !tried.has(user.name))) {
    evidence.push(`${name}: not tried, since nobody else has its key`);
    tried.add(name);
  }
  const untried = untriedViolations(
    manifest.users.map(({ name }) => name),
    tried,
  );
  return untried.length > 0 && violations.length === 0
    ? { verdict: 'unjudged', evidence, violations: untried }
    : resultOf([...violations, ...untried], evidence);
}

/** One violation for all addresses at which a login failed for the same reason. */
export function loginViolations(
  who: string,
  failures: readonly { readonly address: string; readonly reason?: string; readonly late?: true }[],
): Violation[] {
  const reasons = [...new Set(failures.flatMap(({ reason }) => reason ?? []))];
  return reasons.map((reason) => ({
    code: 'LoginFailed',
    subject: `${who} at ${failures
      .filter((failure) => failure.reason === reason)
      .map(({ address }) => address)
      .join(', ')}`,
    rule: 'must be let in',
    value: reason,
    remedy: /authentication/i.test(reason)
      ? 'where the password was changed elsewhere, raise its version and deploy; else run npm run clients'
      : 'see whether the broker runs (docker ps -a, docker logs)',
    ...lateMark(failures.some((failure) => failure.reason === reason && failure.late === true)),
  }));
}

/** Why a login failed; empty when it did not. kafkajs' connect asks the broker for its versions, so that a refusal is seen in it. */
async function tryLogin(
  proof: ProofContext,
  login: KafkaJsLogin,
  address: string,
): Promise<{ readonly reason?: string; readonly late?: true }> {
  const admin = login.at(address).admin();
  try {
    await bounded(admin.connect(), {
      within: patient(15),
      awaiting: `a login at ${address}`,
      signal: proof.signal,
    });
    return {};
  } catch (error) {
    const { value, ...mark } = because(error);
    return { reason: value.replace(` ${address}`, ''), ...mark };
  } finally {
    await login.end(admin);
  }
}

export const logins: Check = {
  name: 'logins',
  promise: 'every declared user logs in at every broker, by each of its mechanisms or its certificate',
  needs: ['user'],
  claim: 'reads',
  run,
};
