/** A name that nobody has, no certificate bears, and no host (RFC 2606). */
export const NOBODY = 'elsewhere.invalid';

/** A certificate with its key, as PEM. */
export interface KeyPair {
  readonly name: string;
  readonly certificate: string;
  readonly key: string;
}

/** A user with its password, and the SASL mechanisms that it logs in by. */
export interface PasswordUser {
  readonly name: string;
  readonly password: string;
  readonly mechanisms: readonly string[];
}

/** What is wrong with a token that its issuer has signed, and that no broker may take. */
export const WRONG_TOKENS = ['expired', 'other-audience', 'other-issuer'] as const;
export type WrongToken = (typeof WRONG_TOKENS)[number];

/** A token that is at hand for trying. */
export interface KnownToken {
  /** Whose it is. */
  readonly user: string;
  readonly token: string;
  /** Absent for a right one. */
  readonly wrong?: WrongToken;
}

/** What brokers look at in a token. */
export interface TokenRules {
  readonly issuer?: string;
  readonly audiences: readonly string[];
  /** The claim that says who comes. */
  readonly principalClaim: string;
}

/** What is at hand for probing tokens. */
export interface KnownTokens {
  readonly rules: TokenRules;
  /** Whose name is said by tokens that nobody has issued. */
  readonly victim: string;
  readonly tokens: readonly KnownToken[];
}

/** What is at hand for probing one listener. */
export interface KnownCredentials {
  /** Whether servers alone come in at it. */
  readonly forServers: boolean;
  /** Whether it is open to everyone by the declaration's own words. */
  readonly isOpen: boolean;
  /** Certificates of the declared users. */
  readonly certificates: readonly KeyPair[];
  /** Declared users with a password. */
  readonly passwords: readonly PasswordUser[];
  /** Absent where no listener takes tokens. */
  readonly tokens?: KnownTokens;
  readonly servers: {
    readonly broker?: KeyPair;
    /** One of the servers' authority that is no broker. */
    readonly other?: KeyPair;
  };
  /** A right name, signed by an authority of whom nobody knows. */
  readonly foreign: Omit<KeyPair, 'name'>;
}

/** Why someone must be refused. */
export type Refusal = 'noCertificate' | 'foreignCertificate' | 'credentials' | 'unauthenticated';

/** Someone who is to be tried at a listener. */
export interface ProbeIdentity {
  /** Who comes, or with what, in the words of the report. */
  readonly identity: string;
  readonly expected: 'let in' | Refusal;
  /** The certificate that is shown. */
  readonly certificate?: Omit<KeyPair, 'name'>;
  /** Name and password that are said. */
  readonly login?: { readonly user: string; readonly password: string };
}

/** Who can come to a listener without having any right: everyone, a user that is made for it, or a declared one. */
export type RightlessClient = 'anyone' | 'scratch user' | 'certificate user';
