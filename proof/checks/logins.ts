import type { Fault } from '../../constructs/private/fault';
import { addressesOf } from '../../tools/clients/listener-choice';
import { bounded, messageOf } from '../../tools/clients/wait';
import { findingOf, type Check, type Finding } from '../check';
import { viewCluster } from '../cluster-view';
import { loginsAt, type Login } from '../logins';
import type { Proof } from '../proof';

/** What is wrong with users for whom there is no way in that could be tried. */
export function untriedFaults(users: readonly string[], tried: ReadonlySet<string>): Fault[] {
  return users
    .filter((user) => !tried.has(user))
    .map((user) => ({
      code: 'LoginNotTried',
      subject: user,
      rule: 'must have a way in at a published listener that this proof can try',
      remedy: 'publish a listener for SCRAM or certificates',
    }));
}

async function run(proof: Proof): Promise<Finding> {
  const { manifest } = proof;
  const faults: Fault[] = [];
  const evidence: string[] = [];
  const tried = new Set<string>();
  for (const listener of manifest.listeners.filter(({ scope }) => scope === 'published')) {
    const addresses = addressesOf(manifest, listener);
    for (const login of await loginsAt(proof, listener)) {
      proof.say(`${login.user} by ${login.by} at ${listener.name}`);
      const failed = (await Promise.all(addresses.map((address) => tryLogin(proof, login, address)))).flat();
      faults.push(...failed);
      tried.add(login.user);
      if (failed.length === 0) {
        evidence.push(`${login.user} logs in by ${login.by} at ${addresses.join(', ')}`);
      }
    }
  }
  const untried = untriedFaults(
    manifest.users.map(({ name }) => name),
    tried,
  );
  return untried.length > 0 && faults.length === 0
    ? { verdict: 'unjudged', evidence, faults: untried }
    : findingOf([...faults, ...untried], evidence);
}

async function tryLogin(proof: Proof, login: Login, address: string): Promise<Fault[]> {
  const admin = login.at(address).admin();
  try {
    await bounded(admin.connect(), { within: '15s', awaiting: `a login at ${address}`, signal: proof.signal });
    await viewCluster(admin);
    return [];
  } catch (error) {
    return [
      {
        code: 'LoginFailed',
        subject: `${login.user} by ${login.by} at ${address}`,
        rule: 'must be let in',
        value: messageOf(error),
        remedy: 'if the password was changed elsewhere, raise password_wo_version and deploy; else run npm run clients',
      },
    ];
  } finally {
    await login.end(admin);
  }
}

export const logins: Check = {
  name: 'logins',
  promise: 'every declared user logs in at every broker, by each of its mechanisms or its certificate',
  needs: ['user'],
  run,
};
