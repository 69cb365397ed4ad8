import type { ManifestRule, ManifestUser } from '../manifest/manifest';

const PREFIX = 'User:';
/** Names that a certificate user can have had. */
const POSSIBLE = /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}$/;

/**
 * Names of everyone who has rights, or logs in, and is no certificate user: whoever kept the certificate of a former user of that name
 * would be let in as that one. The step that issues certificates knows which of them live on.
 */
export function namesWithoutCertificate(
  users: readonly Pick<ManifestUser, 'principal'>[],
  rules: readonly Pick<ManifestRule, 'principal'>[],
  certificateUsers: readonly string[],
): readonly string[] {
  const names = [...users, ...rules]
    .map(({ principal }) => principal)
    .filter((principal) => principal.startsWith(PREFIX))
    .map((principal) => principal.slice(PREFIX.length));
  return [...new Set(names)].filter((name) => POSSIBLE.test(name) && !certificateUsers.includes(name)).sort();
}
