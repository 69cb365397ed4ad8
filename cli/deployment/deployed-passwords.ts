import { z } from 'zod';
import { isLogin, LOGIN_RESOURCE } from '../../model/resources/login-resource';
import { parseJson } from '../../runtime/files/required-file';
import { unreadableState } from '../../runtime/terraform/state-file';
import type { Terraform } from '../terraform/terraform';

/** The versions of the passwords that states know, by their users. */
export type DeployedPasswords = ReadonlyMap<string, ReadonlySet<number>>;

export const NONE_DEPLOYED: DeployedPasswords = new Map();

const state = z.object({ resources: z.array(z.looseObject({ type: z.string() })) });

/** What of a login is looked at: one that was imported has no version. */
const login = z.object({
  instances: z.array(
    z.object({ attributes: z.object({ username: z.string(), password_wo_version: z.string().nullish() }) }),
  ),
});

/**
 * Asks the states which versions of passwords were written; nothing tells what they are.
 *
 * @param stacks those with what is declared on the brokers
 * @throws OperationError `StateUnreadable`: what can't be read might be of a password that would be written over
 */
export async function deployedPasswords(
  stacks: readonly Pick<Terraform, 'addresses' | 'pullState'>[],
): Promise<DeployedPasswords> {
  const versions = new Map<string, Set<number>>();
  for (const stack of stacks) {
    const knows = (await stack.addresses()).some(isLogin);
    for (const { username, password_wo_version: version } of knows ? loginsIn(await stack.pullState()) : []) {
      if (typeof version === 'string') {
        versions.set(username, new Set([...(versions.get(username) ?? []), Number(version)]));
      }
    }
  }
  return versions;
}

function loginsIn(text: string): readonly z.infer<typeof login>['instances'][number]['attributes'][] {
  const resources = state.safeParse(parseJson(text)).data?.resources;
  const logins = z.array(login).safeParse(resources?.filter(({ type }) => type === LOGIN_RESOURCE)).data;
  if (logins === undefined) {
    throw unreadableState('must tell the logins that it has and the versions of their passwords');
  }
  return logins.flatMap(({ instances }) => instances.map(({ attributes }) => attributes));
}
