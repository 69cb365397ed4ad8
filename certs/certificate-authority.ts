import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { checkArguments } from '../model/arguments/check-arguments';
import type { AuthorityCertificate, Identity, IExistingAuthority } from '../model/certificates/identity';
import { readAuthority } from './authority';
import { handshakeViolations } from './authority-handshakes';
import type { Keystore } from './keystore';
import { type Advice, sift, ValidationError, type Violation } from '../model/violation';

/** Where an authority that stands already keeps its key: files on the machine that deploys. */
export interface ExistingAuthorityProps {
  /**
   * PKCS#12 keystore with the authority’s private key, its certificate, and those of the authorities above it up to the root.
   * RSA of 2048 bits at least, or EC on P-256, P-384 or P-521.
   */
  readonly keystore: string;
  /** File whose first line is the keystore’s password. */
  readonly passwordFile: string;
}

/**
 * A certificate authority that signs a cluster’s certificates and is not of the cluster’s own making. The keytool step gets the
 * keystore by its path, takes it into the volume of the authorities’ keys, and forgets it; neither key nor password is in a state, a
 * plan, the environment, a command line or a log.
 */
export class CertificateAuthority implements IExistingAuthority {
  /**
   * Reads and tries the keystore, so that one that can’t serve is refused before anything is touched.
   *
   * @throws ValidationError `AuthorityFileMissing`, `AuthorityBroken`, `AuthorityLocked`, `AuthorityKeyMissing`,
   * `AuthorityPasswordIllegal`, `AuthorityAliasIllegal`, `AuthorityMaySignNothing`, `AuthorityRootMissing`, `AuthorityKeyWeak`,
   * `AuthorityExpired`
   */
  public static existing(props: ExistingAuthorityProps): CertificateAuthority {
    checkArguments('CertificateAuthority.existing', [props]);
    const { keystore, passwordFile } = props;
    const subject = `CertificateAuthority ${keystore}`;
    const [password = ''] = read(passwordFile).toString('utf8').split(/\r?\n/, 1);
    const { authority, keystore: opened, violations } = readAuthority(subject, read(keystore), password, new Date());
    const advice = sift([...violations, ...[keystore, passwordFile].filter(isExposed).map(exposed)], []);
    if (authority === undefined || opened === undefined) {
      throw new Error(`${subject}: nothing was found wrong with it, nor an authority in it`);
    }
    return new CertificateAuthority(opened, authority, advice, path.resolve(keystore), path.resolve(passwordFile));
  }

  /** Never shown: a private field is in no JSON and no log. */
  readonly #opened: Keystore;

  private constructor(
    opened: Keystore,
    /** Its certificate and those above it. */
    public readonly certificate: AuthorityCertificate,
    /** What is legal but unwise in it. */
    public readonly advice: readonly Advice[],
    /** Path of its keystore. */
    public readonly keystore: string,
    /** Path of the file with the keystore’s password. */
    public readonly passwordFile: string,
  ) {
    this.#opened = opened;
  }

  /** @internal */
  public violationsFor(subject: string, identities: readonly Identity[]): readonly Violation[] {
    return handshakeViolations(subject, this.#opened, identities);
  }
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new ValidationError({
      code: 'AuthorityFileMissing',
      subject: `CertificateAuthority ${file}`,
      rule: 'keystore and passwordFile must be files that can be read',
      value: (error as NodeJS.ErrnoException).code,
      remedy: 'correct the path, which counts from the folder that synth runs in, or the file’s mode',
    });
  }
}

/** Whether others on this machine may read it; where files have no such modes, nothing is known. */
const isExposed = (file: string): boolean => process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0;

const exposed = (file: string): Advice => ({
  code: 'AuthorityFileExposed',
  subject: `CertificateAuthority ${file}`,
  rule: 'keystore and passwordFile should be readable by their owner alone: who has both can be anyone in the cluster',
  value: `mode ${(statSync(file).mode & 0o777).toString(8)}`,
  remedy: `chmod 600 ${file}`,
  unwise: true,
});
