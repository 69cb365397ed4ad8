import { createPrivateKey, KeyObject, X509Certificate } from 'node:crypto';
import { asn1, pkcs12, pki, util } from 'node-forge';
import { FaultError } from '../../constructs/private/fault';

/** A private key and the certificates that speak for it, its own first. */
export interface Keystore {
  readonly key: KeyObject;
  readonly chain: readonly X509Certificate[];
}

/**
 * Opens a PKCS12 store as keytool 17 and later write it (PBES2 with AES-256, HmacSHA256). node-forge decrypts it; the keys and
 * certificates are read by Node itself, because node-forge knows RSA alone.
 */
export function openKeystore(store: Buffer, password: string, subject: string): Keystore {
  let contents: pkcs12.Pkcs12Pfx['safeContents'];
  try {
    contents = pkcs12.pkcs12FromAsn1(asn1.fromDer(store.toString('binary')), password).safeContents;
  } catch {
    throw new FaultError({
      code: 'UnreadableKeystore',
      subject,
      rule: 'must be a PKCS12 store that its store.password opens',
      remedy: 'have the certificates issued anew (npm run deploy)',
    });
  }
  const bags = contents.flatMap((content) => content.safeBags);
  const keys = bags.filter(({ type }) => type === pki.oids['pkcs8ShroudedKeyBag'] || type === pki.oids['keyBag']);
  const certificates = bags
    .filter(({ type }) => type === pki.oids['certBag'])
    .map((bag) => new X509Certificate(certificateDer(bag)));
  const key = keys[0] === undefined ? undefined : privateKey(keys[0]);
  const leaf = key && certificates.find((certificate) => certificate.checkPrivateKey(key));
  if (keys.length !== 1 || key === undefined || leaf === undefined) {
    throw new FaultError({
      code: 'UnexpectedKeystore',
      subject,
      rule: 'must hold one private key, and the certificate for it',
      value: `${keys.length} keys, ${certificates.length} certificates`,
      remedy: 'have the certificates issued anew (npm run deploy)',
    });
  }
  return { key, chain: chainFrom(leaf, certificates) };
}

/** Certificates from the leaf up, each issued by the next. */
function chainFrom(leaf: X509Certificate, certificates: readonly X509Certificate[]): X509Certificate[] {
  const chain = [leaf];
  for (let last = leaf; ;) {
    const issuer = certificates.find(
      (candidate) =>
        last.checkIssued(candidate) && !chain.some((seen) => seen.fingerprint256 === candidate.fingerprint256),
    );
    if (issuer === undefined) {
      return chain;
    }
    chain.push(issuer);
    last = issuer;
  }
}

function privateKey(bag: pkcs12.Bag): KeyObject {
  const info = bag.key ? pki.wrapRsaPrivateKey(pki.privateKeyToAsn1(bag.key)) : bag.asn1;
  return createPrivateKey({ key: der(info), format: 'der', type: 'pkcs8' });
}

function certificateDer(bag: pkcs12.Bag): Buffer {
  return der(bag.cert ? pki.certificateToAsn1(bag.cert) : bag.asn1);
}

function der(object: asn1.Asn1): Buffer {
  return Buffer.from(util.encode64(asn1.toDer(object).getBytes()), 'base64');
}

/** The key as unencrypted PKCS8. */
export function keyPem(keystore: Keystore): string {
  return keystore.key.export({ format: 'pem', type: 'pkcs8' }).toString();
}

/** The certificates, leaf first. */
export function chainPem(keystore: Keystore): string {
  return keystore.chain.map((certificate) => certificate.toString()).join('');
}
