import { X509Certificate } from 'node:crypto';
import { PassThrough, duplexPair } from 'node:stream';
import { foreignCertificate } from '../../../../proof/auth-matrix/foreign-authority';
import { ByteReader, ByteWriter } from '../../../../proof/protocol/bytes';
import { parseAddress } from '../../../../proof/protocol/dial';
import { FramedConnection } from '../../../../proof/protocol/framed-connection';
import { crc32c, recordBatch } from '../../../../proof/protocol/record-batch';
import { refusalOf } from '../../../../proof/protocol/refused';
import { ScramLogin } from '../../../../proof/protocol/scram';

describe('SCRAM', () => {
  // RFC 7677, section 3.
  const login = new ScramLogin('SCRAM-SHA-256', 'user', 'pencil', 'rOprNGfwEbeRWgbNEkqO');

  test('answers the challenge of the RFC’s example', () => {
    expect(login.first()).toBe('n,,n=user,r=rOprNGfwEbeRWgbNEkqO');
    expect(login.answer('r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096')).toBe(
      'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
    );
  });

  test('fails to trust a server that does not know the password', () => {
    expect(login.trusts('v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=')).toBe(true);
    expect(login.trusts('v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=')).toBe(false);
    expect(login.trusts('e=other-error')).toBe(false);
  });

  test('fails with a challenge that is not for this login', () => {
    expect(() => login.answer('r=other,s=QQ==,i=4096')).toThrow('not for this login');
  });
});

describe('bytes', () => {
  test('are read as they were written', () => {
    const bytes = new ByteWriter()
      .string('grüße')
      .string(null)
      .bytes(Buffer.from('b'))
      .unsigned(300)
      .compact('compact')
      .compactArray(['x', 'y'], () => undefined)
      .untagged()
      .int64(-1)
      .int16(-7)
      .toBuffer();
    const reader = new ByteReader(bytes);
    expect(reader.string()).toBe('grüße');
    expect(reader.string()).toBe('');
    expect(reader.buffer().toString()).toBe('b');
    expect(reader.unsigned()).toBe(300);
    expect(reader.compactString()).toBe('compact');
    expect(reader.compactArray(() => 'item')).toHaveLength(2);
    expect(reader.tagged().skip(8).int16()).toBe(-7);
  });

  test('of a record batch have the checksum of Castagnoli’s polynomial over what comes after it', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
    const batch = recordBatch('value', 0);
    expect(batch.readInt32BE(8)).toBe(batch.length - 12);
    expect(batch.readUInt32BE(17)).toBe(crc32c(batch.subarray(21)));
  });
});

describe('a connection with frames', () => {
  test('puts an answer together from its pieces', async () => {
    const [near, far] = duplexPair();
    far.once('data', (request: Buffer) => {
      expect(request).toEqual(Buffer.from([0, 0, 0, 2, 1, 2]));
      far.write(Buffer.from([0, 0]));
      far.write(Buffer.from([0, 3, 7]));
      far.write(Buffer.from([8, 9]));
    });
    expect(await new FramedConnection(near).exchange(Buffer.from([1, 2]))).toEqual(Buffer.from([7, 8, 9]));
  });

  test('fails when the other side ends without a word, or answers in TLS', async () => {
    const [near, far] = duplexPair();
    far.resume().end();
    await expect(new FramedConnection(near).exchange(Buffer.alloc(1))).rejects.toMatchObject({
      reason: 'connection closed without an answer',
    });
    const alert = new PassThrough();
    const connection = new FramedConnection(alert);
    alert.push(Buffer.from([0x15, 3, 3, 0, 2, 2, 80]));
    await expect(connection.exchange(Buffer.alloc(1))).rejects.toMatchObject({
      reason: 'answered in another protocol',
    });
  });
});

test('a refusal says what the alert says, and calls a reset connection closed', () => {
  const coded = (code: string): Error => Object.assign(new Error('long text'), { code });
  expect(refusalOf(coded('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED')).reason).toBe('TLS alert: certificate required');
  expect(refusalOf(coded('ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_UNKNOWN')).reason).toBe('TLS alert: certificate unknown');
  expect(refusalOf(coded('ECONNRESET')).reason).toBe('connection closed without an answer');
  expect(refusalOf(coded('ERR_TLS_CERT_ALTNAME_INVALID')).reason).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
});

test('an address may be of IPv6', () => {
  expect(parseAddress('[::1]:9092')).toEqual({ host: '::1', port: 9092 });
  expect(parseAddress('broker.network:9092')).toEqual({ host: 'broker.network', port: 9092 });
});

test('a foreign certificate bears the name that was asked for, and only its own authority speaks for it', () => {
  const { authority, certificate } = foreignCertificate('CN=admin,OU=administrators,O=kafka');
  const leaf = new X509Certificate(certificate);
  expect(leaf.subject.split('\n').reverse().join(',')).toBe('CN=admin,OU=administrators,O=kafka');
  expect(leaf.checkIssued(new X509Certificate(authority))).toBe(true);
});
