import Table from 'cli-table3';
import { type AuthorityVersion, FIRST_VERSION, isFirst, isSameVersion } from '../model/certificates/authority-version';
import {
  AUTHORITY_NAMES,
  AUTHORITY_PROPS,
  type AuthorityName,
  type FormerAuthority,
} from '../model/certificates/identity';
import { passwordKey } from '../model/authentication/password-versions';
import type { ClusterManifest, ManifestUser } from '../model/manifest/manifest';
import type { LoginVerdict, ScramLogin } from '../runtime/kafka/scram-logins';
import { type CertificatesSeen, isStuckWith, renewalOf } from './renewal';

const DAY_MILLISECONDS = 86_400_000;

/** A server's or a service's container. */
export interface ServerStatus {
  readonly container: string;
  /** As the engine says it, such as `Up 3 days (healthy)`. */
  readonly state: string;
}

/** Whether who holds a certificate has taken it up. */
export type CertificateUse =
  /** It has, or needs not. */
  | 'in use'
  /** The next deployment issues another one. */
  | 'ends soon'
  /** The next deployment has it taken up. */
  | 'not taken up'
  /** Who holds it did not answer. */
  | 'not seen';

export interface CertificateStatus {
  readonly identity: string;
  readonly ends: Date;
  readonly use: CertificateUse;
}

/** Whether a password lets its user in by a mechanism. */
export type PasswordUse =
  /** It does. */
  | 'let in'
  /** It doesn't: the next deployment writes it. */
  | 'refused'
  /** Nobody could be asked. */
  | 'not seen';

/** A SCRAM user's password that has another one beside it, or before it. */
export interface PasswordStatus {
  readonly user: string;
  readonly version: number;
  readonly mechanism: string;
  readonly use: PasswordUse;
}

/** An authority whose key was exchanged, or is being. */
export interface AuthorityStatus extends AuthorityVersion {
  /** As `authorityVersions` calls it. */
  readonly authority: (typeof AUTHORITY_PROPS)[AuthorityName];
  /** Whether that is what is declared; the next deployment changes it otherwise. */
  readonly declared: boolean;
}

export interface ClusterStatus {
  readonly servers: readonly ServerStatus[];
  /** Those at their first version, as declared, are left out. */
  readonly authorities: readonly AuthorityStatus[];
  /** Those of users whose passwords change one after the other. */
  readonly passwords: readonly PasswordStatus[];
  /** The first to end first. */
  readonly certificates: readonly CertificateStatus[];
}

/** When the certificate ends that a broker serves, by its container; undefined where it does not answer. */
export type ServedEnds = ReadonlyMap<string, Date | undefined>;

/** What was answered by the engines and the brokers. */
interface Answers {
  /** Of containers, by their names. */
  readonly states: ReadonlyMap<string, string>;
  readonly served: ServedEnds;
  /** As users whose passwords change. */
  readonly logins: readonly ScramLogin[];
  readonly now: Date;
}

/** Whether its passwords change one after the other, or have done so: each version has a key of its own. */
export const isRotated = (user: ManifestUser, passwords: ReadonlyMap<string, string>): boolean =>
  user.former !== undefined || passwords.has(passwordKey(user.name, user.passwordVersion ?? 1));

/** What runs, and until when. */
export function clusterStatus(
  manifest: Pick<ClusterManifest, 'name' | 'identities' | 'renewal' | 'brokers' | 'metadata' | 'services'>,
  seen: CertificatesSeen,
  { states, served, logins, now }: Answers,
): ClusterStatus {
  const declared = [...manifest.metadata.servers, ...manifest.brokers, ...manifest.services];
  const { due, replace } = renewalOf(manifest, seen, now);
  const useOf = (name: string, ends: Date): CertificateUse => {
    const identity = manifest.identities.find((each) => each.name === name);
    const holders = seen.holders.filter(({ volumes }) => identity !== undefined && volumes.includes(identity.volume));
    if (due.includes(name)) {
      return 'ends soon';
    }
    if (identity?.role === 'broker' && manifest.renewal?.reload === true) {
      const ending = holders.map(({ container }) => served.get(container));
      return ending.length === 0 || ending.includes(undefined)
        ? 'not seen'
        : ending.every((end) => end !== undefined && Math.abs(end.getTime() - ends.getTime()) < NEARLY)
          ? 'in use'
          : 'not taken up';
    }
    return identity !== undefined &&
      holders.some((holder) => replace.includes(holder.container) && isStuckWith(holder, identity, false))
      ? 'not taken up'
      : 'in use';
  };
  return {
    servers: declared.map(({ container }) => ({
      container,
      state: states.get(container) ?? 'not there',
    })),
    authorities: AUTHORITY_NAMES.flatMap((name) => authorityStatus(name, manifest, seen)),
    passwords: logins
      .map(({ user, version, mechanism, verdict }) => ({ user, version, mechanism, use: PASSWORD_USES[verdict] }))
      .sort((one, other) => (one.user === other.user ? other.version - one.version : one.user < other.user ? -1 : 1)),
    certificates: seen.issued
      .filter(({ identity }) => manifest.identities.some(({ name }) => name === identity))
      .map(({ identity, ends: seconds }) => {
        const ends = new Date(seconds * 1000);
        return { identity, ends, use: useOf(identity, ends) };
      })
      .sort((one, other) => one.ends.getTime() - other.ends.getTime()),
  };
}

function authorityStatus(
  name: AuthorityName,
  { renewal }: Pick<ClusterManifest, 'renewal'>,
  { authorities }: CertificatesSeen,
): readonly AuthorityStatus[] {
  const at = authorities.find((each) => each.name === name);
  if (at === undefined) {
    return [];
  }
  const { version, former } = at;
  const declared = renewal?.authorities?.find((each) => each.name === name) ?? FIRST_VERSION;
  return isFirst(at) && isFirst(declared)
    ? []
    : [{ authority: AUTHORITY_PROPS[name], version, former, declared: isSameVersion(at, declared) }];
}

const PASSWORD_USES = {
  accepted: 'let in',
  refused: 'refused',
  unknown: 'not seen',
} as const satisfies Record<LoginVerdict, PasswordUse>;

/** The end is noted when a store has been written, which is a moment after the certificate was made. */
const NEARLY = 600_000;

/** One screen of it. */
export function statusText({ servers, authorities, certificates, passwords }: ClusterStatus, now: Date): string {
  const style = { head: [], border: [], compact: true };
  const running = new Table({ head: ['server', 'state'], style });
  running.push(...servers.map(({ container, state }) => [container, state]));
  const ending = new Table({ head: ['certificate of', 'ends', 'days left', ''], style });
  ending.push(
    ...certificates.map(({ identity, ends, use }) => [
      identity,
      ends.toISOString().slice(0, 10),
      String(Math.floor((ends.getTime() - now.getTime()) / DAY_MILLISECONDS)),
      USES[use],
    ]),
  );
  const exchanged = new Table({ head: ['authority of', 'version', '', ''], style });
  exchanged.push(
    ...authorities.map(({ authority, version, former, declared }) => [
      authority,
      String(version),
      FORMER[former ?? 'gone'],
      declared ? 'as declared' : 'declared otherwise: the next deployment sees to it',
    ]),
  );
  const changing = new Table({ head: ['password of', 'version', 'by', ''], style });
  changing.push(
    ...passwords.map(({ user, version, mechanism, use }) => [user, String(version), mechanism, LET_IN[use]]),
  );
  return [
    running.toString(),
    ...(certificates.length === 0 ? [] : [ending.toString()]),
    ...(authorities.length === 0 ? [] : [exchanged.toString()]),
    ...(passwords.length === 0 ? [] : [changing.toString()]),
  ].join('\n');
}

const FORMER: Readonly<Record<FormerAuthority | 'gone', string>> = {
  signs: 'trusted, and the former one signs',
  trusted: 'signs, and the former one is trusted',
  gone: 'signs',
};

const LET_IN: Readonly<Record<PasswordUse, string>> = {
  'let in': 'let in',
  refused: 'refused: the next deployment writes it',
  'not seen': 'no broker answers',
};

const USES: Readonly<Record<CertificateUse, string>> = {
  'in use': 'in use',
  'ends soon': 'ends soon: the next deployment issues another one',
  'not taken up': 'not taken up: the next deployment sees to it',
  'not seen': 'its server does not answer',
};
