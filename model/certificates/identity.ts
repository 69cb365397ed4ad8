import type { Advice, Violation } from '../violation';

export const AUTHORITY_NAMES = ['cluster', 'clients'] as const;

/** Which authority signs an identity, and so who trusts it. */
export type AuthorityName = (typeof AUTHORITY_NAMES)[number];

/** What they are declared by. */
export const AUTHORITY_PROPS = { cluster: 'servers', clients: 'clients' } as const satisfies Record<
  AuthorityName,
  string
>;

/** What the version before still does, while an authority's key is exchanged: the next one is trusted in either case, and signs in the second. */
export type FormerAuthority = 'signs' | 'trusted';

export const FORMER_AUTHORITIES = ['signs', 'trusted'] as const satisfies readonly FormerAuthority[];

/** A certificate authority of the cluster. */
export interface Authority {
  readonly name: AuthorityName;
  readonly distinguishedName: string;
  /** Days from its making; it isn't made anew when this changes. */
  readonly validityDays: number;
  /** Absent for one that the keytool step makes. */
  readonly provided?: AuthorityFingerprint;
  /** Of one that the keytool step makes; absent where none is declared, as for the first. */
  readonly version?: number;
  /** What the version before still does; absent where there is none any more. */
  readonly former?: FormerAuthority;
}

/** What tells apart authorities that were provided; none of it is secret. */
export interface AuthorityFingerprint {
  /** SHA-256 of its public key: the same in a renewed certificate. */
  readonly keyDigest: string;
  /** SHA-256 of its certificate. */
  readonly certificateDigest: string;
}

/** How an authority that stands already shows itself; its key is no part of it. */
export interface AuthorityCertificate extends AuthorityFingerprint {
  /** Whom it is for, as RFC 4514 writes it. */
  readonly distinguishedName: string;
  /** Its own certificate, then those up to the root, as PEM. */
  readonly chain: string;
}

/** A certificate authority that stands already: what is known of it, and where the keytool step gets it. */
export interface IExistingAuthority {
  /** Its certificate and those above it. */
  readonly certificate: AuthorityCertificate;
  /** What is legal but unwise in it. */
  readonly advice: readonly Advice[];
  /** PKCS#12 keystore with its key, on the machine that deploys. */
  readonly keystore: string;
  /** File whose first line is the keystore’s password. */
  readonly passwordFile: string;
  /** Why nobody would trust what it is to sign for these, found by signing it. @internal */
  violationsFor(subject: string, identities: readonly Identity[]): readonly Violation[];
}

/** Where the stores of an identity are put. */
export interface StoreLocation {
  readonly volume: string;
  /** Folder in the volume, '' for its root. */
  readonly folder: string;
}

/** One key and its certificate: who it is, what it may be used for, and who gets it. */
export interface Identity {
  /** Unique in the plan; also the alias in the keystore. */
  readonly name: string;
  readonly role: 'broker' | 'metadata-server' | 'metadata-client' | 'admin' | 'client';
  readonly distinguishedName: string;
  readonly signedBy: AuthorityName;
  /** Subject alternative names: host names and IP addresses. */
  readonly hosts: readonly string[];
  /** Extended key usages (RFC 5280). */
  readonly usages: readonly ('serverAuth' | 'clientAuth')[];
  readonly validityDays: number;
  /** 1 at first; a higher one issues it anew, by the same authority. */
  readonly version: number;
  /** The same, of this one alone. */
  readonly ownVersion?: number;
  /** Authorities that its holder trusts. */
  readonly trusts: readonly AuthorityName[];
  /** One or, for an identity that several servers share, several. */
  readonly locations: readonly StoreLocation[];
}

/** A password of a PLAIN user or a service, the same in every place. */
export interface Password {
  /** Unique in the plan. */
  readonly name: string;
  /** Another version means another password. */
  readonly version: number;
  /** File of the machine that deploys that it is in; absent for one that is made at random. */
  readonly file?: string;
  readonly locations: readonly StoreLocation[];
}

/** Everything that the keytool step makes for one cluster. */
export interface CertificatePlan {
  readonly authorities: readonly Authority[];
  readonly identities: readonly Identity[];
  readonly passwords: readonly Password[];
  /** Volume, and identities, of a record of when their certificates and the authorities' end: for who watches them. */
  readonly record?: { readonly volume: string; readonly identities: readonly string[] };
}
