import { X509Certificate } from 'node:crypto';
import { foreignCertificate } from '../../../../proof/auth-matrix/foreign-authority';

test('a foreign certificate bears the name that was asked for, and only its own authority speaks for it', () => {
  const { authority, certificate } = foreignCertificate('CN=admin,OU=administrators,O=kafka');
  const leaf = new X509Certificate(certificate);
  expect(leaf.subject.split('\n').reverse().join(',')).toBe('CN=admin,OU=administrators,O=kafka');
  expect(leaf.checkIssued(new X509Certificate(authority))).toBe(true);
});
