import { STRONGEST_FIRST } from './mechanism-lookup';
import type { SaslMechanism } from './mechanisms';
import type { Violation } from '../violation';

/** By which mechanisms which of a SCRAM user's passwords is let in: Kafka keeps one for each. */
export interface PasswordPlaces {
  /** Those that take the present password. */
  readonly present: readonly SaslMechanism[];
  /** The one of them that its files log in by. */
  readonly preferred: SaslMechanism | undefined;
  /** The one that takes the former password, where that is kept. */
  readonly former: SaslMechanism | undefined;
}

/**
 * Each version's password has a mechanism that its files log in by: the strongest has the first, and they take turns. So the one before it
 * stays where the clients have it, and the next one is written where no client is.
 */
export function passwordPlaces(
  mechanisms: readonly SaslMechanism[],
  { passwordVersion, keepFormerPassword = false }: { passwordVersion: number; keepFormerPassword?: boolean },
): PasswordPlaces {
  const inTurn = STRONGEST_FIRST.filter((mechanism) => mechanisms.includes(mechanism));
  const former = keepFormerPassword ? inTurn[passwordVersion % inTurn.length] : undefined;
  return {
    present: mechanisms.filter((mechanism) => mechanism !== former),
    preferred: inTurn[(Math.max(1, passwordVersion) - 1) % inTurn.length],
    former,
  };
}

/** A SCRAM user, as far as its password is concerned. */
interface PasswordHolder {
  readonly name: string;
  /** 1 where it isn't said. */
  readonly passwordVersion?: number | undefined;
  /** The mechanism of its former password. */
  readonly former?: string | undefined;
}

/** The key that a version's password has in the passwords file. No user's name has such a sign. */
export const passwordKey = (user: string, version: number): string => `${user}#${version}`;

/** Keys of the present password, the first that is there. While the former one is kept, the user's name alone may mean either. */
export const presentKeys = ({ name, passwordVersion = 1, former }: PasswordHolder): readonly string[] => [
  passwordKey(name, passwordVersion),
  ...(former === undefined ? [name] : []),
];

/** Whether a user was taken over with a password that nobody here need know: no deployment writes one before its version rises. */
export const isTakenOver = ({ passwordVersion = 1 }: Pick<PasswordHolder, 'passwordVersion'>): boolean =>
  passwordVersion === 0;

/** Whether a password is surely that of the declared version. Under the user's name alone may be that of any version but the first. */
export const hasOwnVersion = (
  { name, passwordVersion = 1 }: PasswordHolder,
  passwords: ReadonlyMap<string, string>,
): boolean => passwordVersion <= 1 || passwords.has(passwordKey(name, passwordVersion));

/** The key of the former password. */
export const formerKey = ({ name, passwordVersion = 1 }: PasswordHolder): string =>
  passwordKey(name, passwordVersion - 1);

/** The password that a user's files have. */
export const presentPassword = (user: PasswordHolder, passwords: ReadonlyMap<string, string>): string | undefined => {
  const key = presentKeys(user).find((each) => passwords.has(each));
  return key === undefined ? undefined : passwords.get(key);
};

/** Why a user can't have its former password beside the present one. */
export function formerPasswordViolations(
  subject: string,
  passwordVersion: number,
  listeners: readonly (readonly SaslMechanism[])[],
): readonly Violation[] {
  const single = listeners.find((mechanisms) => mechanisms.length < 2);
  return [
    ...(passwordVersion > 1
      ? []
      : [
          {
            code: 'FormerPasswordMissing',
            subject,
            rule: 'keepFormerPassword must stand beside a passwordVersion of 2 at least: the first password has none before it',
            value: passwordVersion,
            remedy: 'raise passwordVersion, or leave keepFormerPassword out',
          },
        ]),
    ...(single === undefined
      ? []
      : [
          {
            code: 'ScramMechanismSingle',
            subject,
            rule: 'with keepFormerPassword, every listener with SCRAM must take SCRAM-SHA-256 and SCRAM-SHA-512: Kafka keeps one password for each, the former one and the present one',
            value: single.join(', '),
            remedy:
              'declare Authentication.scram() there and deploy that before, or give a second user the same rights',
          },
        ]),
  ];
}

/**
 * What Terraform ends with where the password that is to be kept is another one than the version before the declared: the one
 * that clients have would be written over.
 */
export const skippedVersionRefusal = (user: string, passwordVersion: number): string =>
  `[PasswordVersionSkipped] user ${user}: with keepFormerPassword, passwordVersion must be one above the version that was deployed last, ` +
  `got ${passwordVersion}; count it up by one, or deploy version ${passwordVersion - 1} alone before; nothing was changed`;
