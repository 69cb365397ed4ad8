import type { Violation } from '../violation';
import { AUTHORITY_NAMES, AUTHORITY_PROPS, type AuthorityName, type FormerAuthority } from './identity';

/** Which version an authority of a cluster's own is at. */
export interface AuthorityVersion {
  /** Rises by one to have another authority made, with a key of its own: a whole number, 1 at least. */
  readonly version: number;
  /**
   * What the version before still does. A version comes by three deployments: with `'signs'`, with `'trusted'`, and without; each is refused
   * until every server has taken up what the one before has issued.
   *
   * @default - nothing: it is gone
   */
  readonly former?: FormerAuthority;
}

/** As every cluster begins. */
export const FIRST_VERSION: AuthorityVersion = { version: 1 };

export const isFirst = ({ version, former }: AuthorityVersion): boolean => version === 1 && former === undefined;

/** In one word; the same for the same state. */
export const versionWord = ({ version, former }: AuthorityVersion): string =>
  [String(version), ...(former === undefined ? [] : [former])].join('.');

export const isSameVersion = (one: AuthorityVersion, other: AuthorityVersion): boolean =>
  versionWord(one) === versionWord(other);

/** What of a cluster its authorities' versions are judged by. */
interface VersionedAuthorities {
  readonly authorityVersions: Readonly<Record<AuthorityName, AuthorityVersion>>;
  readonly authorities: Readonly<Record<AuthorityName, object | undefined>>;
  readonly reload?: string | undefined;
}

/** What is wrong with the versions of a cluster's authorities. */
export const authorityVersionViolations = (
  subject: string,
  { authorityVersions, authorities, reload }: VersionedAuthorities,
): readonly Violation[] =>
  AUTHORITY_NAMES.filter((name) => !isFirst(authorityVersions[name])).flatMap((name): readonly Violation[] => {
    const [prop, { version, former }] = [AUTHORITY_PROPS[name], authorityVersions[name]];
    const at = { subject: `${subject}/authorityVersions/${prop}` };
    return [
      ...(Number.isSafeInteger(version) && version >= (former === undefined ? 1 : 2)
        ? []
        : [
            {
              ...at,
              code: 'AuthorityVersionIllegal',
              rule: 'version must be a whole number, 1 at least, and 2 at least with a former one',
              value: version,
              remedy: 'count it up by one for each authority that follows another one',
            },
          ]),
      ...(authorities[name] === undefined
        ? []
        : [
            {
              ...at,
              code: 'AuthorityVersionProvided',
              rule: `an authority that is provided (authorities.${prop}) must have no version: its key stays for the life of the cluster`,
              value: version,
              remedy: 'take one of the two away',
            },
          ]),
      ...(reload !== undefined
        ? []
        : [
            {
              ...at,
              code: 'AuthorityReloadMissing',
              rule: 'a cluster whose authorities have versions must have the command reload, which looks whether every server has taken up its certificates',
              remedy: "add reload: shellCommand('npx', 'cdktf-kafka', 'reload', ...) to the cluster",
            },
          ]),
    ];
  });
