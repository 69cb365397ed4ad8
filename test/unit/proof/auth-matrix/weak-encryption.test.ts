import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createServer, type Server, type TlsOptions } from 'node:tls';
import { runProbe } from '../../../../proof/auth-matrix/probe';
import { isExpected } from '../../../../proof/auth-matrix/attempt';
import { weakEncryptionProbes } from '../../../../proof/auth-matrix/weak-encryption';
import { dialDirectly } from '../../../../runtime/protocol/dial';

const folder = mkdtempSync(path.join(tmpdir(), 'weak-'));
const servers: Server[] = [];
let [certificate, key] = ['', ''];

beforeAll(() => {
  const file = (name: string): string => path.join(folder, name);
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost'],
      ...['-addext', 'subjectAltName=DNS:localhost', '-keyout', file('key'), '-out', file('certificate')],
    ],
    { stdio: 'ignore' },
  );
  certificate = readFileSync(file('certificate'), 'utf8');
  key = readFileSync(file('key'), 'utf8');
});

afterAll(() => {
  servers.forEach((server) => server.close());
  rmSync(folder, { recursive: true });
});

/** How every weak client fares at a server: by what it is, how it ended, and whether that is right. */
async function fare(options: TlsOptions): Promise<Readonly<Record<string, readonly [string, boolean]>>> {
  const server = createServer({ ...options, cert: certificate, key });
  server.on('tlsClientError', () => undefined);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const target = { name: 'a server', dial: dialDirectly, servers: [] };
  const probes = weakEncryptionProbes({ ca: certificate, name: 'localhost' }, () => Promise.resolve());
  const rows = probes.map(async (probe) => {
    const answer = await runProbe(target, probe, { at: 'here', address: { host: '127.0.0.1', port } });
    return [probe.identity, [answer, isExpected(probe.expected, answer)]] as const;
  });
  return Object.fromEntries(await Promise.all(rows));
}

test('clients with old versions or weak ciphers alone are refused by a server as it should be', async () => {
  const fared = await fare({ minVersion: 'TLSv1.2', ciphers: 'ECDHE+AESGCM' });
  expect(Object.values(fared).map(([, right]) => right)).toEqual([true, true, true]);
});

test.each([
  ['TLS 1.0', { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' }],
  ['TLS 1.1', { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }],
  ['weak ciphers', { maxVersion: 'TLSv1.2', ciphers: 'AES256-SHA:@SECLEVEL=0' }],
] as const)('fails a server that takes %s', async (weakness, options) => {
  const fared = await fare({ ...options });
  expect(fared[`a client that knows ${weakness} alone`]).toEqual(['let in', false]);
});
