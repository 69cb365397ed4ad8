import { posix } from 'node:path';
import { passwordsIn } from '../../certs/plan';
import { principalsIn } from '../../model/kerberos/principals';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { ClusterNames } from '../../model/names/names';
import { Duration } from '../../model/units/duration';
import { ask, ifThere } from '../engine/engine';
import type { Engines } from '../engine/engines';
import { bounded } from '../wait';
import { filesIn } from './identity-files';

/** A secret that the cluster itself has made, or was given, by its version. */
export interface MadeCredential {
  /** The user; of a key also the brokers’ principal, without its realm. */
  readonly holder: string;
  readonly kind: 'password' | 'key';
  readonly version: number;
}

/** What the steps were given when they ran last, and ended well: passwords of users, and keys of a realm of the cluster’s own. */
export async function madeCredentials(
  engines: Engines,
  { name, users, kerberos, renewal }: Pick<ClusterManifest, 'name' | 'users' | 'kerberos' | 'renewal'>,
): Promise<readonly MadeCredential[]> {
  const [plan, principals] = await Promise.all([
    renewal && givenTo(engines, renewal.step, '/step/plan'),
    kerberos?.container && givenTo(engines, new ClusterNames(name).keytabStep, '/step/principals'),
  ]);
  const passwords = passwordsIn(plan ?? '')
    // Services have some, too.
    .filter((password) => users.some((user) => user.name === password.name))
    .map(({ name: holder, version }) => ({ holder, kind: 'password' as const, version }));
  const keys = principalsIn(principals ?? '').map(
    ({ name: principal, keyVersion: version }) =>
      [principal.replace(/@[^@]*$/, ''), { kind: 'key' as const, version }] as const,
  );
  return [...passwords, ...[...new Map(keys)].map(([holder, key]) => ({ holder, ...key }))];
}

/** A file that a step was given, out of its container; undefined where that is gone, or has not ended well. */
async function givenTo(engines: Engines, step: string, file: string): Promise<string | undefined> {
  const container = engines.container(step);
  const subject = `container ${step}`;
  const found = await ask(subject, ifThere(container.inspect()));
  if (found?.State.Status !== 'exited' || found.State.ExitCode !== 0) {
    return undefined;
  }
  const archive = await ask(subject, ifThere(container.getArchive({ path: posix.dirname(file) })));
  const name = posix.basename(file);
  const files =
    archive &&
    (await bounded(filesIn(archive, [name]), {
      within: Duration.seconds(30),
      awaiting: `the engine to hand out ${file} of ${step}`,
    }));
  return files?.get(name)?.toString('utf8');
}
