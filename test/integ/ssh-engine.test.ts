import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { ensurePackages } from '../../bootstrap/packages';
import { Duration } from '../../model/units/duration';
import { openEngine } from '../../runtime/engine/engine';
import { until } from '../../runtime/wait';

jest.setTimeout(12 * 60_000);

/** A host with an engine, which is this one: OpenSSH's server on a port of its own, and a client that knows what a test lets it know. */
class Host {
  public port = 0;
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'ssh-engine-'));
  private readonly path = process.env['PATH'];
  private server: ChildProcess | undefined;

  public async start(): Promise<void> {
    await ensurePackages([
      { command: '/usr/sbin/sshd', package: 'openssh-server', purpose: 'an engine is reached by it' },
      { command: 'ssh', package: 'openssh-client', purpose: 'the tools reach an engine by it' },
    ]);
    this.port = await freePort();
    for (const name of ['host', 'authority', 'user']) {
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', this.file(name)]);
    }
    // The host's certificate: what an authority in known_hosts speaks for.
    const sign = ['-q', '-s', this.file('authority'), '-I', 'host', '-h', '-n', '127.0.0.1', this.file('host.pub')];
    execFileSync('ssh-keygen', sign);
    const settings = {
      ...{
        ListenAddress: `127.0.0.1:${this.port}`,
        HostKey: this.file('host'),
        HostCertificate: this.file('host-cert.pub'),
      },
      ...{ AuthorizedKeysFile: this.file('user.pub'), StrictModes: 'no', UsePAM: 'no', PidFile: 'none' },
      ...{ PermitRootLogin: 'prohibit-password', PasswordAuthentication: 'no' },
    };
    writeFileSync(this.file('sshd_config'), render(settings));
    mkdirSync('/run/sshd', { recursive: true });
    this.server = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', this.file('sshd_config')], { stdio: 'ignore' });
    await until(() => accepts(this.port), { within: Duration.seconds(20), awaiting: 'the SSH server' });
    mkdirSync(this.file('bin'));
    writeFileSync(this.file('bin/ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F ${this.file('ssh_config')} "$@"\n`);
    chmodSync(this.file('bin/ssh'), 0o755);
    process.env['PATH'] = `${this.file('bin')}:${String(this.path)}`;
  }

  public stop(): void {
    process.env['PATH'] = this.path;
    this.server?.kill();
    rmSync(this.folder, { recursive: true });
  }

  /** Lines of the client's known hosts. */
  public know(...lines: readonly string[]): void {
    writeFileSync(this.file('known_hosts'), lines.map((line) => `${line}\n`).join(''));
    writeFileSync(
      this.file('ssh_config'),
      render({
        ...{ UserKnownHostsFile: this.file('known_hosts'), GlobalKnownHostsFile: '/dev/null' },
        ...{ IdentityFile: this.file('user'), IdentitiesOnly: 'yes' },
        // A careless setting of the machine's, which must not count.
        StrictHostKeyChecking: 'no',
      }),
    );
  }

  /** The same, with names that nobody can read. */
  public hash(): void {
    execFileSync('ssh-keygen', ['-q', '-H', '-f', this.file('known_hosts')], { stdio: 'ignore' });
  }

  public key(name: 'host' | 'authority' | 'user'): string {
    return readFileSync(this.file(`${name}.pub`), 'utf8')
      .split(' ')
      .slice(0, 2)
      .join(' ');
  }

  public get name(): string {
    return `[127.0.0.1]:${this.port}`;
  }

  /** What its engine says that it is called. */
  public async ask(): Promise<string> {
    const engine = openEngine(`ssh://${userInfo().username}@127.0.0.1:${this.port}`, { timeout: 60_000 });
    return ((await engine.info()) as { readonly ID: string }).ID;
  }

  private file(name: string): string {
    return path.join(this.folder, name);
  }
}

const render = (settings: Readonly<Record<string, string>>): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name} ${value}\n`)
    .join('');

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });

const host = new Host();
beforeAll(() => host.start());
afterAll(() => {
  host.stop();
});

describe('An engine that is reached by SSH', () => {
  test('answers where its host’s key is known, also by a hashed name, or by its authority', async () => {
    const here = ((await openEngine().info()) as { readonly ID: string }).ID;
    host.know(`${host.name} ${host.key('host')}`);
    expect(await host.ask()).toBe(here);
    host.hash();
    expect(await host.ask()).toBe(here);
    host.know(`@cert-authority ${host.name} ${host.key('authority')}`);
    expect(await host.ask()).toBe(here);
  });

  test.each<[string, () => readonly string[]]>([
    ['nothing of it is known', () => []],
    ['another key of it is known', () => [`${host.name} ${host.key('user')}`]],
    ['its key is known for another port', () => [`[127.0.0.1]:1 ${host.key('host')}`]],
    ['its key is revoked', () => [`@revoked ${host.name} ${host.key('host')}`, `${host.name} ${host.key('host')}`]],
    [
      'its authority’s key is revoked',
      () => [`@revoked * ${host.key('authority')}`, `@cert-authority * ${host.key('authority')}`],
    ],
    ['another authority speaks for it', () => [`@cert-authority ${host.name} ${host.key('user')}`]],
  ])('fails when %s', async (_, lines) => {
    host.know(...lines());
    await expect(host.ask()).rejects.toMatchObject({ violations: [{ code: 'EngineHostUnknown' }] });
  });
});
