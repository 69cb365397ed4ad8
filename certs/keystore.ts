import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { asn1, pkcs12, pki, util } from 'node-forge';

/** What a PKCS#12 store holds. */
export interface StoreContents {
  readonly keys: readonly KeyObject[];
  /** Names of the keys, of those that have one. */
  readonly aliases: readonly string[];
  readonly certificates: readonly X509Certificate[];
}

/** A private key and the certificates that speak for it, its own first. */
export interface Keystore {
  readonly key: KeyObject;
  readonly chain: readonly X509Certificate[];
}

/** Why a store can't be opened: it is none, or its password is another one. */
export type Unopened = 'broken' | 'locked';

/**
 * Reads a PKCS#12 store as keytool 17 and OpenSSL 3 write it (PBES2 with AES-256, HmacSHA256). node-forge decrypts it; the keys
 * and certificates are read by Node itself, because node-forge knows RSA alone.
 */
export function readStore(store: Buffer, password: string): StoreContents | Unopened {
  let pfx: asn1.Asn1;
  try {
    pfx = asn1.fromDer(store.toString('binary'));
  } catch {
    return 'broken';
  }
  try {
    const bags = pkcs12.pkcs12FromAsn1(pfx, password).safeContents.flatMap((content) => content.safeBags);
    const keys = bags.filter(({ type }) => type === pki.oids['pkcs8ShroudedKeyBag'] || type === pki.oids['keyBag']);
    return {
      keys: keys.map(privateKey),
      aliases: keys.flatMap(aliases),
      certificates: bags
        .filter(({ type }) => type === pki.oids['certBag'])
        .map((bag) => new X509Certificate(certificateDer(bag))),
    };
  } catch (error) {
    return /password|decrypt/i.test(String(error)) ? 'locked' : 'broken';
  }
}

/** The one key of a store with its certificates; undefined when there is no or more than one key, or no certificate for it. */
export function keystoreIn({ keys, certificates }: StoreContents): Keystore | undefined {
  const [key, ...others] = keys;
  const leaf = key && certificates.find((certificate) => certificate.checkPrivateKey(key));
  return key === undefined || leaf === undefined || others.length > 0
    ? undefined
    : { key, chain: chainFrom(leaf, certificates) };
}

/** Distinguished name in one line, most specific first: the form in which Kafka shows it. */
export function subjectOf(certificate: X509Certificate): string {
  return certificate.subject.split('\n').reverse().join(',');
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

const aliases = ({ attributes }: pkcs12.Bag): readonly string[] =>
  (attributes as Readonly<Record<string, readonly string[]>>)['friendlyName'] ?? [];

function certificateDer(bag: pkcs12.Bag): Buffer {
  return der(bag.cert ? pki.certificateToAsn1(bag.cert) : bag.asn1);
}

function der(object: asn1.Asn1): Buffer {
  return Buffer.from(util.encode64(asn1.toDer(object).getBytes()), 'base64');
}
