import {
  type AuthorityVersion,
  FIRST_VERSION,
  isFirst,
  isSameVersion,
} from '../../model/certificates/authority-version';
import { hasRead } from '../../certs/plan';
import { AUTHORITY_NAMES, AUTHORITY_PROPS, type AuthorityName } from '../../model/certificates/identity';
import { passwordKey } from '../../model/authentication/password-versions';
import type { ClusterManifest, ManifestUser } from '../../model/manifest/manifest';
import type { MadeCredential } from '../../runtime/credentials/made-credentials';
import type { LoginVerdict, ScramLogin } from '../../runtime/kafka/scram-logins';
import { type StandingBroker, whereTheyAre } from '../../runtime/kafka/standing-brokers';
import { type CertificatesSeen, isStuckWith, renewalOf } from '../renewal';
import type { KafkaAnswer } from './kafka-status';
import type { DriftStatus } from './last-drift';

/** A server's or a service's container. */
export interface ServerStatus {
  readonly container: string;
  /** As the engine says it, such as `Up 3 days (healthy)`. */
  readonly state: string;
  /** Of what it runs, as its container says; absent where that says none. */
  readonly version?: string;
  /** Where it is reached from outside; of a broker `LISTENER host:port`. */
  readonly addresses: readonly string[];
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
  /** It doesn't: the next deployment writes it, if it isn't a former one. */
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

/** Whether who holds a secret that the cluster has made takes it. */
export type CredentialUse = Exclude<CertificateUse, 'ends soon'>;

/** A PLAIN user's password, or a key of the cluster's own Kerberos realm. */
export interface CredentialStatus extends MadeCredential {
  readonly use: CredentialUse;
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
  /** Passwords of PLAIN users and keys of Kerberos, as they were made last. */
  readonly credentials: readonly CredentialStatus[];
  /** The first to end first. */
  readonly certificates: readonly CertificateStatus[];
  /** What the brokers tell the administrator, or why they don't. */
  readonly kafka: KafkaAnswer;
  /** What the last look for drift has found; absent where no report of this cluster tells. */
  readonly drift?: DriftStatus;
}

/** When the certificate ends that a broker serves, by its container; undefined where it does not answer. */
export type ServedEnds = ReadonlyMap<string, Date | undefined>;

/** What was answered by the engines and the brokers. */
interface Answers {
  /** Containers that there are, by their names. */
  readonly containers: ReadonlyMap<string, ContainerSeen>;
  /** Brokers that are there, which may still have other addresses than are declared. */
  readonly standing: readonly StandingBroker[];
  readonly served: ServedEnds;
  /** What brokers have read at their start, by their containers, as these are labelled. */
  readonly read: ReadonlyMap<string, string>;
  readonly made: readonly MadeCredential[];
  /** As users whose passwords change. */
  readonly logins: readonly ScramLogin[];
  readonly kafka: KafkaAnswer;
  readonly drift: DriftStatus | undefined;
  readonly now: Date;
}

/** A container, as its engine tells of it. */
export type ContainerSeen = Pick<ServerStatus, 'state' | 'version'>;

/** Whether its passwords change one after the other, or have done so: each version has a key of its own. */
export const isRotated = (user: ManifestUser, passwords: ReadonlyMap<string, string>): boolean =>
  user.former !== undefined || passwords.has(passwordKey(user.name, user.passwordVersion ?? 1));

/** What runs, and until when. */
export function clusterStatus(
  manifest: Pick<
    ClusterManifest,
    'name' | 'identities' | 'renewal' | 'brokers' | 'listeners' | 'metadata' | 'services'
  >,
  seen: CertificatesSeen,
  { containers, standing, served, read, made, logins, kafka, drift, now }: Answers,
): ClusterStatus {
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
    servers: addressesIn(manifest, standing).map(({ container, addresses }) => ({
      container,
      ...(containers.get(container) ?? { state: 'not there' }),
      addresses,
    })),
    authorities: AUTHORITY_NAMES.flatMap((name) => authorityStatus(name, manifest, seen)),
    passwords: logins
      .map(({ user, version, mechanism, verdict }) => ({ user, version, mechanism, use: PASSWORD_USES[verdict] }))
      .sort((one, other) => (one.user === other.user ? other.version - one.version : one.user < other.user ? -1 : 1)),
    credentials: made.map((credential) => ({
      ...credential,
      use: useOfCredential(
        credential,
        manifest.brokers.flatMap(({ container }) => read.get(container) ?? []),
      ),
    })),
    certificates: seen.issued
      .filter(({ identity }) => manifest.identities.some(({ name }) => name === identity))
      .map(({ identity, ends: seconds }) => {
        const ends = new Date(seconds * 1000);
        return { identity, ends, use: useOf(identity, ends) };
      })
      .sort((one, other) => one.ends.getTime() - other.ends.getTime()),
    kafka,
    ...(drift !== undefined && { drift }),
  };
}

/** Every container that is declared, and where it is reached from outside. */
function addressesIn(
  { metadata, brokers, listeners, services }: Pick<ClusterManifest, 'metadata' | 'brokers' | 'listeners' | 'services'>,
  standing: readonly StandingBroker[],
): readonly Pick<ServerStatus, 'container' | 'addresses'>[] {
  const published = listeners.filter(({ scope }) => scope === 'published');
  return [
    ...metadata.servers.map(({ container }) => ({ container, addresses: [] })),
    ...whereTheyAre(brokers, standing).map(({ container, advertised }) => ({
      container,
      addresses: published.map(({ name }) => `${name} ${advertised[name] ?? 'not there'}`),
    })),
    ...services.map(({ container, address }) => ({ container, addresses: address === undefined ? [] : [address] })),
  ];
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

/** Passwords are read when a broker starts, keys whenever a client comes. */
function useOfCredential({ holder: name, kind, version }: MadeCredential, read: readonly string[]): CredentialUse {
  if (kind === 'key') {
    return 'in use';
  }
  return read.length === 0
    ? 'not seen'
    : read.every((digest) => hasRead(digest, { name, version }))
      ? 'in use'
      : 'not taken up';
}

/** The end is noted when a store has been written, which is a moment after the certificate was made. */
const NEARLY = 600_000;
