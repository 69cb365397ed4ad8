import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Certificates by which engines and who talks to them know each other, as `dockerd --tlsverify` and `DOCKER_CERT_PATH` want them. */
export class EngineCertificates {
  /** Of the client: `ca.pem`, `cert.pem` and `key.pem`. */
  public readonly client: string;

  /** @param addresses of the engines, which have one certificate for all of them */
  public constructor(
    private readonly folder: string,
    addresses: readonly string[],
  ) {
    this.client = path.join(folder, 'client');
    mkdirSync(this.client, { recursive: true });
    const [authority, key] = [this.file('ca.pem'), this.file('ca-key.pem')];
    openssl('req', '-x509', ...NEW_KEY, '-days', '2', '-subj', '/CN=engines', '-keyout', key, '-out', authority);
    const names = addresses.map((address) => `IP:${address}`).join(',');
    this.issue(folder, `extendedKeyUsage=serverAuth\nsubjectAltName=${names}\n`);
    this.issue(this.client, 'extendedKeyUsage=clientAuth\n');
    openssl('x509', '-in', authority, '-out', path.join(this.client, 'ca.pem'));
  }

  /** Arguments of a daemon that lets in by TCP who has the client's certificate, and nobody else. */
  public daemonArguments(address: string): readonly string[] {
    return [
      ...['--host', `tcp://${address}:2376`, '--tlsverify', '--tlscacert', this.file('ca.pem')],
      ...['--tlscert', this.file('cert.pem'), '--tlskey', this.file('key.pem')],
    ];
  }

  private issue(folder: string, extensions: string): void {
    const [request, wanted] = [this.file('request.pem'), this.file('extensions')];
    writeFileSync(wanted, extensions);
    openssl('req', ...NEW_KEY, '-subj', '/CN=engine', '-keyout', path.join(folder, 'key.pem'), '-out', request);
    const by = ['-CA', this.file('ca.pem'), '-CAkey', this.file('ca-key.pem'), '-CAcreateserial', '-days', '2'];
    openssl('x509', '-req', '-in', request, ...by, '-extfile', wanted, '-out', path.join(folder, 'cert.pem'));
  }

  private file(name: string): string {
    return path.join(this.folder, name);
  }
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

const openssl = (...args: readonly string[]): void => {
  execFileSync('openssl', args, { stdio: 'ignore' });
};
