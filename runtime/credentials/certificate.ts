import { X509Certificate } from 'node:crypto';
import { subjectOf } from '../../certs/keystore';

/** When a certificate expires, and where it was seen. */
export interface CertificateExpiry {
  /** Distinguished name in one line, such as `CN=client,OU=clients,O=kafka`. */
  readonly subject: string;
  readonly expires: Date;
  /** Where it was seen, such as `client files of user1`. */
  readonly where: string;
}

/** The expiry of a certificate seen somewhere. */
export function expiryOf(certificate: X509Certificate, where: string): CertificateExpiry {
  return { subject: subjectOf(certificate), expires: new Date(certificate.validTo), where };
}

/** Every certificate in a PEM text. */
export function certificatesIn(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block));
}

/** The one that expires first, or undefined when there is none. */
export function earliest(expiries: readonly CertificateExpiry[]): CertificateExpiry | undefined {
  return expiries.reduce<CertificateExpiry | undefined>(
    (first, next) => (first === undefined || next.expires < first.expires ? next : first),
    undefined,
  );
}
