import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createSecureContext } from 'node:tls';
import { testCertificate } from '../../../certs/test-certificate';
import { makeAuthority } from '../../support/authority-files';

const folder = mkdtempSync(path.join(tmpdir(), 'test-certificate-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('a certificate is read whatever its length is', () => {
  const files = makeAuthority(folder, 'ca');
  const authority = {
    key: createPrivateKey(readFileSync(files.key)),
    certificate: new X509Certificate(readFileSync(files.certificate)),
  };
  const { privateKey: holder } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const key = holder.export({ format: 'pem', type: 'pkcs8' });
  // Lengths of all remainders by a line of PEM, three bytes of which make four characters.
  for (let letters = 1; letters <= 60; letters += 1) {
    const name = 'a'.repeat(letters);
    const cert = testCertificate(
      { distinguishedName: `CN=${name}`, hosts: [], usages: ['clientAuth'] },
      holder,
      authority,
    );
    expect(() => createSecureContext({ cert, key })).not.toThrow();
    expect(new X509Certificate(cert).subject).toBe(`CN=${name}`);
  }
});
