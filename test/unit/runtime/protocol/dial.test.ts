import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createServer } from 'node:tls';
import { testCertificate } from '../../../../certs/test-certificate';
import { dialDirectly, parseAddress, secure, type Tls } from '../../../../runtime/protocol/dial';
import { makeAuthority } from '../../../support/authority-files';

test('an address may be of IPv6', () => {
  expect(parseAddress('[::1]:9092')).toEqual({ host: '::1', port: 9092 });
  expect(parseAddress('broker.network:9092')).toEqual({ host: 'broker.network', port: 9092 });
});

describe('a server whose certificate has ended', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dial-'));
  const [authority, other] = ['ca', 'other'].map((name) => {
    const files = makeAuthority(folder, name);
    const pem = readFileSync(files.certificate, 'utf8');
    return { pem, key: createPrivateKey(readFileSync(files.key)), certificate: new X509Certificate(pem) };
  });
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const key = privateKey.export({ format: 'pem', type: 'pkcs8' });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  /** Connects to a server with such a certificate for a host, of the first authority. */
  async function connect(host: string, tls: Partial<Tls>): Promise<void> {
    if (authority === undefined) {
      throw new Error('expected an authority');
    }
    const lastWeek = Date.now() - 7 * 86_400_000;
    const clock = jest.spyOn(Date, 'now').mockReturnValue(lastWeek);
    const identity = { distinguishedName: 'CN=broker', hosts: [host], usages: ['serverAuth'] } as const;
    const cert = testCertificate(identity, privateKey, authority);
    clock.mockRestore();
    const server = createServer({ key, cert }, (socket) => socket.on('error', () => undefined));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
    try {
      (await secure(await dialDirectly(address), address, { ca: authority.pem, ...tls })).destroy();
    } finally {
      server.close();
    }
  }

  test('is trusted by who comes to have it take up another one', async () => {
    await expect(connect('127.0.0.1', { evenEnded: true })).resolves.toBeUndefined();
  });

  test.each<[string, string, Partial<Tls>]>([
    ['who does not', '127.0.0.1', {}],
    ['him where it is for another host', '127.0.0.2', { evenEnded: true }],
    ['him where another authority has signed it', '127.0.0.1', { evenEnded: true, ca: other?.pem ?? '' }],
  ])('fails to be trusted by %s', async (_, host, tls) => {
    await expect(connect(host, tls)).rejects.toThrow('CERT_HAS_EXPIRED');
  });
});
