import { generateKeyPairSync } from 'node:crypto';
import { md, pki } from 'node-forge';

/** An authority that nobody here trusts, made on the spot, and a certificate of it. */
export interface ForeignCertificate {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

const DAY_MS = 86_400_000;
const LONG_NAMES = { CN: 'commonName', OU: 'organizationalUnitName', O: 'organizationName' } as const;

/** A certificate that bears a name of this cluster, such as `CN=admin,OU=administrators,O=kafka`, from an authority of its own. */
export function foreignCertificate(distinguishedName: string): ForeignCertificate {
  const authority = keyPair();
  const holder = keyPair();
  const issuer = attributesOf('CN=cdktf-kafka proof,O=nobody');
  const own = certify(issuer, issuer, authority, authority, true);
  const leaf = certify(attributesOf(distinguishedName), issuer, holder, authority, false);
  return { authority: own, certificate: leaf + own, key: pki.privateKeyToPem(holder.privateKey) };
}

/** Node makes RSA keys in a fraction of the time that node-forge takes, which signs with RSA alone. */
function keyPair(): pki.rsa.KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { publicKey: pki.publicKeyFromPem(publicKey), privateKey: pki.privateKeyFromPem(privateKey) };
}

function certify(
  subject: pki.CertificateField[],
  issuer: pki.CertificateField[],
  holder: pki.rsa.KeyPair,
  signer: pki.rsa.KeyPair,
  isAuthority: boolean,
): string {
  const certificate = pki.createCertificate();
  certificate.publicKey = holder.publicKey;
  certificate.serialNumber = isAuthority ? '01' : '02';
  certificate.validity.notBefore = new Date(Date.now() - DAY_MS);
  certificate.validity.notAfter = new Date(Date.now() + DAY_MS);
  certificate.setSubject(subject);
  certificate.setIssuer(issuer);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: isAuthority, critical: true },
    ...(isAuthority
      ? [{ name: 'keyUsage', keyCertSign: true, critical: true }]
      : [
          { name: 'keyUsage', digitalSignature: true, critical: true },
          { name: 'extKeyUsage', clientAuth: true },
        ]),
  ]);
  certificate.sign(signer.privateKey, md.sha256.create());
  return pki.certificateToPem(certificate);
}

/** Java prints a distinguished name in reverse: its first part is the certificate's last. */
function attributesOf(distinguishedName: string): pki.CertificateField[] {
  return distinguishedName
    .split(',')
    .map((part) => part.split('='))
    .map(([type = '', value]) => ({ name: LONG_NAMES[type as keyof typeof LONG_NAMES], value }))
    .reverse();
}
