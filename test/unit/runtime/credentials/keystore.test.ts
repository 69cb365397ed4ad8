import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { asn1, md, pkcs12, pki } from 'node-forge';
import { subjectOf } from '../../../../certs/keystore';
import { certificatesIn, earliest, expiryOf } from '../../../../runtime/credentials/certificate';
import { chainPem, keyPem, openKeystore } from '../../../../runtime/credentials/keystore';
import { describeWithKeytool } from '../../../support/jdk';

interface Issued {
  readonly key: pki.rsa.PrivateKey;
  readonly certificate: pki.Certificate;
}

/** A certificate for `name` by `issuer`, or by itself. */
function issue(name: string, serialNumber: string, days: number, issuer?: Issued): Issued {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const privateKey = pki.privateKeyFromPem(pair.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString());
  const certificate = pki.createCertificate();
  const subject = [
    { shortName: 'O', value: 'kafka' },
    { shortName: 'CN', value: name },
  ];
  certificate.publicKey = pki.setRsaPublicKey(privateKey.n, privateKey.e);
  certificate.serialNumber = serialNumber;
  certificate.validity.notBefore = new Date('2026-01-01T00:00:00Z');
  certificate.validity.notAfter = new Date(Date.UTC(2026, 0, 1 + days));
  certificate.setSubject(subject);
  certificate.setIssuer(issuer?.certificate.subject.attributes ?? subject);
  certificate.setExtensions([{ name: 'basicConstraints', cA: issuer === undefined }]);
  certificate.sign(issuer?.key ?? privateKey, md.sha256.create());
  return { key: privateKey, certificate };
}

const ca = issue('ca', '01', 300);
const client = issue('client', '02', 200, ca);
const der = (value: asn1.Asn1): Buffer => Buffer.from(asn1.toDer(value).getBytes(), 'binary');
/** node-forge can leave the key out, which its types do not say. */
const makeStore = pkcs12.toPkcs12Asn1 as (
  key: pki.PrivateKey | null,
  certificates: pki.Certificate[],
  password: string,
  options: { algorithm: 'aes256' },
) => asn1.Asn1;
const store = (key: pki.PrivateKey | null, certificates: pki.Certificate[]): Buffer =>
  der(makeStore(key, certificates, 'secret', { algorithm: 'aes256' }));

describe('a PKCS12 store', () => {
  const opened = openKeystore(store(client.key, [ca.certificate, client.certificate]), 'secret', 'keystore of client');

  test('gives the key as PKCS8', () => {
    const key = createPrivateKey(keyPem(opened));
    expect(keyPem(opened)).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(opened.chain[0]?.checkPrivateKey(key)).toBe(true);
  });

  test('gives the chain from the key’s own certificate upwards, in whichever order they lie', () => {
    expect(certificatesIn(chainPem(opened)).map(subjectOf)).toEqual(['CN=client,O=kafka', 'CN=ca,O=kafka']);
  });

  test('fails for a wrong password without saying it', () => {
    const attempt = (): unknown => openKeystore(store(client.key, [client.certificate]), 'wr0ng', 'keystore of client');
    expect(attempt).toThrow('[KeystoreUnreadable] keystore of client');
    expect(attempt).not.toThrow('wr0ng');
  });

  test('fails for anything that is no store', () => {
    expect(() => openKeystore(Buffer.from('garbage'), 'secret', 's')).toThrow('[KeystoreUnreadable]');
  });

  test('fails when the certificate is for another key', () => {
    expect(() => openKeystore(store(client.key, [ca.certificate]), 'secret', 's')).toThrow(
      '[KeystoreUnexpected] s: must hold one private key, and the certificate for it, got 1 key, 1 certificate',
    );
  });

  test('fails when it holds no key', () => {
    expect(() => openKeystore(store(null, [ca.certificate]), 'secret', 's')).toThrow('[KeystoreUnexpected]');
  });
});

describeWithKeytool('a store made by keytool', () => {
  test.each(['RSA', 'EC'])('opens with a key of kind %s', (algorithm) => {
    const folder = mkdtempSync(join(tmpdir(), 'keystore-'));
    try {
      const [file, password] = [join(folder, 'keystore.p12'), join(folder, 'password')];
      writeFileSync(password, 'changeit\n', { mode: 0o600 });
      execFileSync(
        'keytool',
        [
          ...['-genkeypair', '-keyalg', algorithm, '-alias', 'client', '-dname', 'CN=client,OU=clients,O=kafka'],
          ...['-storetype', 'PKCS12', '-keystore', file, '-storepass:file', password],
        ],
        { stdio: 'ignore' },
      );
      const opened = openKeystore(readFileSync(file), 'changeit', 's');
      expect(opened.chain.map(subjectOf)).toEqual(['CN=client,OU=clients,O=kafka']);
      expect(opened.key.asymmetricKeyType).toBe(algorithm.toLowerCase());
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the first certificate to expire', () => {
  const seen = [ca, client].map(({ certificate }, i) =>
    expiryOf(new X509Certificate(pki.certificateToPem(certificate)), `place ${i}`),
  );

  test('is the one that ends first, with the place where it was seen', () => {
    expect(earliest(seen)).toEqual({
      subject: 'CN=client,O=kafka',
      expires: new Date('2026-07-20T00:00:00Z'),
      where: 'place 1',
    });
  });

  test('is none among none', () => {
    expect(earliest([])).toBeUndefined();
  });
});
