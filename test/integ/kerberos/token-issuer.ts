import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readSetup } from '../../../bootstrap/record';
import { Duration } from '../../../model/units/duration';
import { until } from '../../../runtime/wait';
import type { Checkout } from '../support/checkout';
import { expectSuccess } from '../support/outcome';

/** Its container, and its host on the clients' network. */
const NAME = 'guest-issuer';

/** An issuer of tokens in a container, with an authority of its own; the package's image with Node.js runs it. */
export class IssuerContainer {
  public constructor(private readonly checkout: Checkout) {}

  /** Program for `KAFKA_TOKEN_COMMAND`. */
  public get program(): string {
    return this.file('token.sh');
  }

  private file(name: string): string {
    return this.checkout.path('issuer', name);
  }

  /** Its authority's certificate and its own, before anything refers to them. */
  public async prepare(): Promise<void> {
    mkdirSync(this.file(''), { recursive: true });
    writeFileSync(this.file('hosts'), `subjectAltName=DNS:${NAME}\n`);
    const openssl = async (...args: string[]): Promise<void> => {
      expectSuccess(await this.checkout.run('openssl', args));
    };
    const key = ['-newkey', 'rsa:2048', '-nodes'];
    const authority = ['-keyout', this.file('ca.key'), '-out', this.file('ca.pem'), '-subj', '/CN=authority'];
    await openssl('req', '-x509', ...key, ...authority, '-days', '2');
    const request = ['-keyout', this.file('server.key'), '-out', this.file('server.csr'), '-subj', `/CN=${NAME}`];
    await openssl('req', ...key, ...request);
    const signer = ['-CA', this.file('ca.pem'), '-CAkey', this.file('ca.key'), '-CAcreateserial', '-days', '2'];
    const signed = ['-in', this.file('server.csr'), '-extfile', this.file('hosts'), '-out', this.file('server.pem')];
    await openssl('x509', '-req', ...signer, ...signed);
    chmodSync(this.file('server.key'), 0o644); // The container's user is another one.
    writeFileSync(this.file('server.mjs'), readFileSync(path.join(__dirname, 'token-server.mjs')));
    const ask =
      'fetch("http://127.0.0.1:8080/" + process.argv.slice(1).join("/")).then((r) => r.text()).then(console.log)';
    writeFileSync(this.program, `#!/bin/sh\nexec docker exec ${NAME} node -e '${ask}' "$@"\n`, { mode: 0o755 });
  }

  /** Starts it on the clients' network of its cluster. */
  public async start(): Promise<void> {
    await this.remove();
    const image = readSetup(this.checkout.path('out'))?.images.monitoring?.exporter ?? '';
    const files = ['server.mjs', 'server.key', 'server.pem'].flatMap((name) => [
      ...['--volume', `${this.file(name)}:/issuer/${name}:ro`],
    ]);
    const where = ['run', '--detach', '--name', NAME, '--network', `${this.checkout.name}-clients`];
    expectSuccess(
      await this.checkout.run('docker', [...where, ...files, '--entrypoint', 'node', image, '/issuer/server.mjs']),
    );
    await until(async () => (await this.checkout.run('docker', ['logs', NAME])).stdout.includes('serving'), {
      within: Duration.seconds(30),
      awaiting: 'the issuer to serve',
    });
  }

  public async remove(): Promise<void> {
    await this.checkout.run('docker', ['rm', '--force', NAME]);
  }
}
