import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createServer, type Server, type TlsOptions } from 'node:tls';
import { dialDirectly } from '../../../../runtime/protocol/dial';
import { greet, type Greeting } from '../../../../proof/protocol/greeting';

const folder = mkdtempSync(path.join(tmpdir(), 'greeting-'));
const file = (name: string): string => path.join(folder, name);
const read = (name: string): string => readFileSync(file(name), 'utf8');
const openssl = (...args: string[]): void => {
  execFileSync('openssl', args, { stdio: 'ignore' });
};
const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** A certificate for 127.0.0.1 or another host, signed by an authority. */
function certificate(name: string, authority: string, host: string): { readonly cert: string; readonly key: string } {
  openssl('req', '-new', ...EC, '-keyout', file(`${name}.key`), '-subj', `/CN=${name}`, '-out', file('request'));
  writeFileSync(file('extensions'), `subjectAltName=${host}`);
  openssl(
    ...['x509', '-req', '-in', file('request'), '-CA', file(`${authority}.pem`), '-CAkey', file(`${authority}.key`)],
    ...['-CAcreateserial', '-days', '2', '-extfile', file('extensions'), '-out', file(`${name}.pem`)],
  );
  return { cert: read(`${name}.pem`), key: read(`${name}.key`) };
}

const servers: Server[] = [];

/** What a server with these options shows to whoever trusts the declared authority. */
async function shown(options: TlsOptions, own?: { readonly cert: string; readonly key: string }): Promise<Greeting> {
  const server = createServer(options).on('tlsClientError', () => undefined);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  const socket = await dialDirectly(address);
  try {
    return await greet(socket, address, read('ours.pem'), own && { certificate: own.cert, key: own.key });
  } finally {
    socket.destroy();
  }
}

beforeAll(() => {
  for (const name of ['ours', 'theirs']) {
    openssl(
      'req',
      '-x509',
      ...EC,
      '-keyout',
      file(`${name}.key`),
      '-subj',
      `/CN=${name}`,
      '-days',
      '2',
      '-out',
      file(`${name}.pem`),
    );
  }
});
afterAll(() => {
  servers.forEach((server) => server.close());
  rmSync(folder, { recursive: true });
});

describe('what a server shows', () => {
  test('is of the declared authority, for its host, and has an end', async () => {
    const { untrusted, otherHost, ends } = await shown(certificate('right', 'ours', 'IP:127.0.0.1'));
    expect({ untrusted, otherHost }).toEqual({});
    expect(ends.getTime()).toBeGreaterThan(Date.now());
  });

  test('fails to be of the declared authority, and is seen all the same', async () => {
    const { untrusted, issuer } = await shown(certificate('foreign', 'theirs', 'IP:127.0.0.1'));
    expect(untrusted).toMatch(/^UNABLE_TO_/);
    expect(issuer).toBe('CN=theirs');
  });

  test('fails to be for the host that was asked for', async () => {
    const { untrusted, otherHost } = await shown(certificate('elsewhere', 'ours', 'DNS:elsewhere'));
    expect(untrusted).toBeUndefined();
    expect(otherHost).toContain('127.0.0.1');
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'is seen by %s also where the server wants a certificate',
    async (version) => {
      const own = certificate('client', 'ours', 'DNS:client');
      const options = {
        ...certificate('strict', 'ours', 'IP:127.0.0.1'),
        ...{ ca: read('ours.pem'), requestCert: true, rejectUnauthorized: true, maxVersion: version },
      };
      expect((await shown(options, own)).untrusted).toBeUndefined();
      if (version === 'TLSv1.2') {
        await expect(shown(options)).rejects.toThrow(/handshake failure|alert/i);
      }
    },
  );
});
