import { z } from 'zod';
import { isLogin, LOGIN_RESOURCE } from '../../model/resources/login-resource';
import { parseJson } from '../../runtime/files/required-file';
import type { Terraform } from '../terraform/terraform';

/** The versions of the passwords that states know, by their users. */
export type DeployedPasswords = ReadonlyMap<string, ReadonlySet<number>>;

export const NONE_DEPLOYED: DeployedPasswords = new Map();

/** What of a state is looked at: a login that was imported has no version. */
const state = z.object({
  resources: z.array(
    z.object({
      type: z.string(),
      instances: z.array(
        z.object({
          attributes: z.object({ username: z.string().optional(), password_wo_version: z.string().nullish() }),
        }),
      ),
    }),
  ),
});

/**
 * Asks the states which versions of passwords were written; nothing tells what they are.
 *
 * @param stacks those with what is declared on the brokers
 */
export async function deployedPasswords(
  stacks: readonly Pick<Terraform, 'addresses' | 'pullState'>[],
): Promise<DeployedPasswords> {
  const versions = new Map<string, Set<number>>();
  for (const stack of stacks) {
    const knows = (await stack.addresses()).some(isLogin);
    const known = knows ? state.safeParse(parseJson(await stack.pullState())).data : undefined;
    for (const { type, instances } of known?.resources ?? []) {
      for (const { username = '', password_wo_version: version } of instances.map(({ attributes }) => attributes)) {
        if (type === LOGIN_RESOURCE && typeof version === 'string') {
          versions.set(username, new Set([...(versions.get(username) ?? []), Number(version)]));
        }
      }
    }
  }
  return versions;
}
