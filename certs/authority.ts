import { createHash, type X509Certificate } from 'node:crypto';
import { counted } from '../model/formats/counted';
import type { Advice, Violation } from '../model/violation';
import type { AuthorityCertificate } from '../model/certificates/identity';
import { subjectOf, type Keystore, keystoreIn, readStore } from './keystore';

const DAY_MS = 86_400_000;
/** Days before its end from which an authority is warned about. */
const SOON_DAYS = 30;
/** Curves that keytool signs with, and that every client of Kafka knows. */
const CURVES = ['prime256v1', 'secp384r1', 'secp521r1'];
const LEAST_RSA_BITS = 2048;

/** An authority in a keystore, or everything that is wrong with it. */
export interface AuthorityReading {
  readonly authority?: AuthorityCertificate;
  /** Its key, and the certificates that speak for it. */
  readonly keystore?: Keystore;
  readonly violations: readonly (Violation | Advice)[];
}

/**
 * Looks at the keystore of an authority that was provided: whether it opens, and whether what is in it can sign
 * certificates that others will take at the given time.
 */
export function readAuthority(subject: string, store: Buffer, password: string, now: Date): AuthorityReading {
  if (!isPrintable(password)) {
    return { violations: [passwordIllegal(subject)] };
  }
  const contents = readStore(store, password);
  if (typeof contents === 'string') {
    return { violations: [contents === 'broken' ? broken(subject) : locked(subject)] };
  }
  const keystore = keystoreIn(contents);
  return keystore === undefined
    ? { violations: [withoutKey(subject, contents.keys.length, contents.certificates.length)] }
    : {
        authority: certificateOf(keystore),
        keystore,
        violations: [
          ...contents.aliases.filter((alias) => !isPrintable(alias)).map((alias) => aliasIllegal(subject, alias)),
          ...authorityViolations(subject, keystore, now),
        ],
      };
}

/** What keytool takes from a file, and gives on a command line, wherever it runs. */
const isPrintable = (text: string): boolean => /^[ -~]*$/.test(text);

function certificateOf({ chain }: Keystore): AuthorityCertificate {
  const [own] = chain as readonly [X509Certificate];
  return {
    distinguishedName: subjectOf(own),
    keyDigest: digestOf(own.publicKey.export({ format: 'der', type: 'spki' })),
    certificateDigest: digestOf(own.raw),
    chain: chain.map((certificate) => certificate.toString()).join(''),
  };
}

const digestOf = (der: Buffer): string => createHash('sha256').update(der).digest('hex');

function authorityViolations(subject: string, keystore: Keystore, now: Date): readonly (Violation | Advice)[] {
  return [
    ...signingViolations(subject, keystore),
    ...strengthViolations(subject, keystore),
    ...keystore.chain.flatMap((certificate) => validityViolations(subject, certificate, now)),
  ];
}

function signingViolations(subject: string, { chain }: Keystore): readonly Violation[] {
  const violations = chain
    .filter(({ ca }) => !ca)
    .map((certificate): Violation => ({
      code: 'AuthorityMaySignNothing',
      subject,
      rule: 'its certificate must be one of an authority (basicConstraints CA:TRUE, and keyCertSign where it has a keyUsage)',
      value: subjectOf(certificate),
      remedy: 'bring the authority’s own certificate, or have it issued with these extensions',
    }));
  const last = chain.at(-1);
  return last === undefined || last.issuer === last.subject
    ? violations
    : [
        ...violations,
        {
          code: 'AuthorityRootMissing',
          subject,
          rule: 'the store must hold the certificates up to the root, or clients that use OpenSSL trust nothing of it',
          value: `the last is ${subjectOf(last)}`,
          remedy: 'put them in: openssl pkcs12 -export -certfile chain.pem ...',
        },
      ];
}

function strengthViolations(subject: string, { key }: Keystore): readonly Violation[] {
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  const isStrong =
    (key.asymmetricKeyType === 'rsa' && modulusLength >= LEAST_RSA_BITS) ||
    (key.asymmetricKeyType === 'ec' && CURVES.includes(namedCurve));
  return isStrong
    ? []
    : [
        {
          code: 'AuthorityKeyWeak',
          subject,
          rule: `its key must be RSA of ${LEAST_RSA_BITS} bits at least, or EC on P-256, P-384 or P-521`,
          value: `${key.asymmetricKeyType ?? 'unknown'} ${namedCurve || modulusLength}`,
          remedy: 'take an authority with a stronger key, such as openssl ecparam -name prime256v1 makes',
        },
      ];
}

function validityViolations(subject: string, certificate: X509Certificate, now: Date): readonly (Violation | Advice)[] {
  const [from, to] = [new Date(certificate.validFrom), new Date(certificate.validTo)];
  const name = subjectOf(certificate);
  if (now < from || now > to) {
    return [
      {
        code: 'AuthorityExpired',
        subject,
        rule: `the certificate of ${name} must be valid now`,
        value: `valid from ${dayOf(from)} to ${dayOf(to)}`,
        remedy: 'renew it with the same key and name, and bring the renewed one',
      },
    ];
  }
  return to.getTime() - now.getTime() > SOON_DAYS * DAY_MS
    ? []
    : [
        {
          code: 'AuthorityExpiresSoon',
          subject,
          rule: `the certificate of ${name} should be valid for ${SOON_DAYS} days at least: nothing that it has signed outlives it`,
          value: `valid to ${dayOf(to)}`,
          remedy:
            'renew it with the same key and name, and bring the renewed one: servers then take it up one at a time',
          unwise: true,
        },
      ];
}

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

const broken = (subject: string): Violation => ({
  code: 'AuthorityBroken',
  subject,
  rule: 'it must be a whole PKCS#12 keystore',
  remedy: 'make it anew: openssl pkcs12 -export -inkey ca.key -in ca.pem -name ca -out FILE -passout file:PASSWORDFILE',
});

const locked = (subject: string): Violation => ({
  code: 'AuthorityLocked',
  subject,
  rule: 'the first line of passwordFile must be the password that opens it',
  remedy: 'correct the password there, or export the keystore anew with this one',
});

const passwordIllegal = (subject: string): Violation => ({
  code: 'AuthorityPasswordIllegal',
  subject,
  rule: 'the first line of passwordFile must be of printable ASCII characters: keytool reads others differently from machine to machine',
  remedy: 'export the keystore anew with another password, such as openssl rand -hex 24 makes',
});

const aliasIllegal = (subject: string, alias: string): Violation => ({
  code: 'AuthorityAliasIllegal',
  subject,
  rule: 'the name of the key in the store must be of printable ASCII characters: keytool does not find it by others',
  value: alias,
  remedy: 'export the keystore anew: openssl pkcs12 -export -name ca ...',
});

const withoutKey = (subject: string, keys: number, certificates: number): Violation => ({
  code: 'AuthorityKeyMissing',
  subject,
  rule: 'the store must hold one private key, and the authority’s certificate for it',
  value: `${counted(keys, 'key')}, ${counted(certificates, 'certificate')}`,
  remedy: 'export the key and its certificate together: openssl pkcs12 -export -inkey ca.key -in ca.pem ...',
});
