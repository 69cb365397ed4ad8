import { hasOwnVersion, isTakenOver } from '../../model/authentication/password-versions';
import type { ClusterManifest, ManifestUser } from '../../model/manifest/manifest';
import { isLogin, loginAddress } from '../../model/resources/login-resource';
import { Duration } from '../../model/units/duration';
import { resourceAt } from '../../model/names/resource-address';
import { allEnded } from '../../runtime/all-ended';
import { scramLogins } from '../../runtime/kafka/scram-logins';
import { NOTHING_FORCED } from '../terraform/forced';
import type { SavedPlan, StackPlanOptions, Terraform } from '../terraform/terraform';
import type { Workspace } from '../workspace';

/** A few hundred logins on two processors: as long as a plan of as many users takes. */
const WITHIN = Duration.seconds(10);

/**
 * Addresses of logins that brokers refuse with the password of the file; none of what nobody could tell in time. Kafka tells of a
 * password that was changed by hand in no other way. Nobody's is written who was taken over with a password of his own, nor is
 * a former one that is kept, which the file may not know any more, nor one of a later version that the file has under the user's name alone:
 * where another checkout raised it, that may be the one before.
 */
export async function refusedLogins(
  workspace: Pick<Workspace, 'clients' | 'passwordsFile'>,
  manifest: ClusterManifest,
): Promise<readonly string[]> {
  const isWanted = (user: ManifestUser, passwords: ReadonlyMap<string, string>): boolean =>
    !isTakenOver(user) && hasOwnVersion(user, passwords);
  const logins = await scramLogins(manifest, workspace, { isWanted, within: WITHIN });
  const isFormer = ({ user, mechanism }: (typeof logins)[number]): boolean =>
    manifest.users.some(({ name, former }) => name === user && former === mechanism);
  return logins
    .filter((login) => login.verdict === 'refused' && !isFormer(login))
    .map(({ user, mechanism }) => loginAddress(manifest.name, user, mechanism));
}

/** Logins are tried when the first stack is planned, and not again for another one. */
export function triedOnce(tryThem: () => Promise<readonly string[]>): () => Promise<readonly string[]> {
  let tried: Promise<readonly string[]> | undefined;
  return () => (tried ??= tryThem());
}

/** Whether a plan makes a login anew, which writes the password of the file. */
export const isLoginReplaced = (address: string, action: string): boolean => isLogin(address) && action === 'replace';

/** For people; nothing where there are none. */
export function rewritingText(planned: readonly (readonly [address: string, action: string])[]): readonly string[] {
  const logins = planned.flatMap(([address, action]) =>
    isLoginReplaced(address, action) ? [resourceAt(address).name] : [],
  );
  return logins.length === 0 ? [] : [`passwords that are refused are written again: ${logins.join(', ')}`];
}

/**
 * Plans a stack, and anew where it would do nothing to a login that is refused: one that is yet to be made, or whose password is yet to be
 * written, is planned already.
 *
 * @param refused addresses, which are looked for while the first plan is made
 */
export async function planRefused(
  terraform: Pick<Terraform, 'plan' | 'declares'>,
  refused: () => Promise<readonly string[]>,
  { forced = NOTHING_FORCED, ...options }: StackPlanOptions = {},
): Promise<SavedPlan> {
  const [plan, addresses] = await allEnded([terraform.plan([], { forced, ...options }), refused()]);
  const logins = addresses.filter((address) => terraform.declares(address) && !plan.planned.has(address));
  return logins.length === 0 ? plan : await terraform.plan([], { forced: { ...forced, logins } });
}
