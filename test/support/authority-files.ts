import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A certificate authority in files, as someone who has one already would bring it. */
export interface AuthorityFiles {
  readonly keystore: string;
  readonly passwordFile: string;
  readonly certificate: string;
  readonly key: string;
  readonly password: string;
  /** A line of its private key, as PEM: what a leak of it would show. */
  readonly keyLine: string;
}

/** How an authority differs from one that will do. */
export interface AuthorityOptions {
  /** What openssl's `genpkey` makes. Default: EC on P-256. */
  readonly key?: readonly string[];
  /** Days that its certificate is valid. Default 1,000. */
  readonly days?: number;
  /** Extensions of its certificate. Default: those of an authority. */
  readonly extensions?: readonly string[];
  /** Whether an authority above it has signed it. Default: its certificate is its own. */
  readonly below?: boolean;
  /** Extensions of the certificate of the authority above it. Default: those of an authority. */
  readonly above?: readonly string[];
  /** Password of the keystore. Default: one made at random. */
  readonly password?: string;
  /** Name of the key in the keystore. */
  readonly alias?: string;
  /** Left out of the keystore. Default: nothing. */
  readonly without?: 'key' | 'root';
  /** Whether it is one of that name with another certificate: key and password stay. */
  readonly renewed?: boolean;
}

const EC = ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'];
export const rsa = (bits: number): readonly string[] => ['-algorithm', 'RSA', '-pkeyopt', `rsa_keygen_bits:${bits}`];
const AUTHORITY = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign'];

function openssl(...args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: 'ignore' });
}

/** Makes an authority with openssl, in a folder that its owner alone enters. */
export function makeAuthority(folder: string, name: string, options: AuthorityOptions = {}): AuthorityFiles {
  const { key = EC, days = 1000, extensions = AUTHORITY, above, below = false, without, renewed = false } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = (end: string): string => path.join(folder, `${name}.${end}`);
  const password = renewed
    ? readFileSync(file('password'), 'utf8').trim()
    : (options.password ?? randomBytes(18).toString('hex'));
  writeFileSync(file('password'), `${password}\n`, { mode: 0o600 });
  writeFileSync(file('extensions'), extensions.join('\n'));
  writeFileSync(file('above'), (above ?? AUTHORITY).join('\n'));
  const certify = (who: string, keyArgs: readonly string[], lifetime: number, ...signer: readonly string[]): void => {
    const subject = `/O=Example/CN=${name} ${who}`;
    if (!renewed) {
      openssl('genpkey', ...keyArgs, '-out', file(`${who}.key`));
    }
    openssl('req', '-new', '-key', file(`${who}.key`), '-subj', subject, '-out', file('request'));
    const extfile = who === 'root' ? 'above' : 'extensions';
    openssl(
      ...['x509', '-req', '-in', file('request'), '-days', String(lifetime), '-extfile', file(extfile)],
      ...(signer.length > 0 ? signer : ['-signkey', file(`${who}.key`)]),
      ...['-out', file(`${who}.pem`)],
    );
  };
  if (below && !renewed) {
    certify('root', EC, 2000);
  }
  certify('ca', key, days, ...(below ? ['-CA', file('root.pem'), '-CAkey', file('root.key'), '-CAcreateserial'] : []));
  openssl(
    ...['pkcs12', '-export', '-in', file('ca.pem'), '-out', file('p12'), '-passout', `file:${file('password')}`],
    ...(without === 'key' ? ['-nokeys'] : ['-inkey', file('ca.key'), '-name', options.alias ?? `${name} authority`]),
    ...(below && without !== 'root' ? ['-certfile', file('root.pem')] : []),
  );
  const [, keyLine = ''] = readFileSync(file('ca.key'), 'utf8').split('\n');
  return {
    ...{ keystore: file('p12'), passwordFile: file('password'), certificate: file('ca.pem'), key: file('ca.key') },
    ...{ password, keyLine },
  };
}

/** A client's certificate and key, as PEM, by an authority that signs whatever name it is asked for. */
export function signClient(
  authority: AuthorityFiles,
  subject: string,
): { readonly certificate: string; readonly key: string } {
  const folder = mkdtempSync(path.join(path.dirname(authority.keystore), 'client-'));
  const file = (name: string): string => path.join(folder, name);
  writeFileSync(file('extensions'), 'extendedKeyUsage=clientAuth\nkeyUsage=digitalSignature');
  openssl('genpkey', ...EC, '-out', file('key'));
  openssl('req', '-new', '-key', file('key'), '-subj', subject, '-out', file('request'));
  openssl(
    ...['x509', '-req', '-in', file('request'), '-CA', authority.certificate, '-CAkey', authority.key],
    ...['-CAcreateserial', '-days', '1', '-extfile', file('extensions'), '-out', file('certificate')],
  );
  return { certificate: readFileSync(file('certificate'), 'utf8'), key: readFileSync(file('key'), 'utf8') };
}
