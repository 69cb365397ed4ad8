import { type Keystore, keystoreIn, readStore } from '../../certs/keystore';
import { counted } from '../../model/formats/counted';
import { OperationError } from '../../model/violation';

/** Opens a PKCS12 store that the keytool step has made. */
export function openKeystore(store: Buffer, password: string, subject: string): Keystore {
  const contents = readStore(store, password);
  if (typeof contents === 'string') {
    throw new OperationError({
      code: 'KeystoreUnreadable',
      subject,
      rule: 'must be a PKCS12 store that its store.password opens',
      remedy: 'have the certificates issued anew (npm run deploy)',
    });
  }
  const keystore = keystoreIn(contents);
  if (keystore === undefined) {
    throw new OperationError({
      code: 'KeystoreUnexpected',
      subject,
      rule: 'must hold one private key, and the certificate for it',
      value: `${counted(contents.keys.length, 'key')}, ${counted(contents.certificates.length, 'certificate')}`,
      remedy: 'have the certificates issued anew (npm run deploy)',
    });
  }
  return keystore;
}

/** The key as unencrypted PKCS8. */
export function keyPem(keystore: Keystore): string {
  return keystore.key.export({ format: 'pem', type: 'pkcs8' }).toString();
}

/** The certificates, leaf first. */
export function chainPem(keystore: Keystore): string {
  return keystore.chain.map((certificate) => certificate.toString()).join('');
}
