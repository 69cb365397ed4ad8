import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensurePackages } from '../../../bootstrap/packages';
import { Duration } from '../../../model/units/duration';
import { until } from '../../../runtime/wait';

export interface SshServerOptions {
  /** At which it listens. Default 127.0.0.1. */
  readonly address?: string;
  /** Network namespace that has the address. Default: that of this process. */
  readonly namespace?: string;
  /** What its commands find, such as `DOCKER_HOST`. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** OpenSSH's server on a port of its own, and a client that knows what a test lets it know. */
export class SshServer {
  public port = 0;
  private readonly address: string;
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'ssh-engine-'));
  private server: ChildProcess | undefined;

  public constructor(private readonly options: SshServerOptions = {}) {
    this.address = options.address ?? '127.0.0.1';
  }

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
    const sign = ['-q', '-s', this.file('authority'), '-I', 'host', '-h', '-n', this.address, this.file('host.pub')];
    execFileSync('ssh-keygen', sign);
    const { namespace, environment = {} } = this.options;
    const found = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
    const settings = {
      ...{
        ListenAddress: `${this.address}:${this.port}`,
        HostKey: this.file('host'),
        HostCertificate: this.file('host-cert.pub'),
      },
      ...{ AuthorizedKeysFile: this.file('user.pub'), StrictModes: 'no', UsePAM: 'no', PidFile: 'none' },
      ...{ PermitRootLogin: 'prohibit-password', PasswordAuthentication: 'no' },
      ...(found.length > 0 && { SetEnv: found.join(' ') }),
    };
    writeFileSync(this.file('sshd_config'), render(settings));
    mkdirSync('/run/sshd', { recursive: true });
    const [command = '', ...args] = [
      ...(namespace === undefined ? [] : ['nsenter', `--net=/var/run/netns/${namespace}`]),
      ...['/usr/sbin/sshd', '-D', '-e', '-f', this.file('sshd_config')],
    ];
    this.server = spawn(command, args, { stdio: 'ignore' });
    await until(() => accepts(this.address, this.port), {
      within: Duration.seconds(20),
      awaiting: 'the SSH server',
    });
    mkdirSync(this.file('bin'));
    writeFileSync(this.file('bin/ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F ${this.file('ssh_config')} "$@"\n`);
    chmodSync(this.file('bin/ssh'), 0o755);
  }

  /** Where programs are looked up whose SSH client knows what it was let know. */
  public clientPath(): string {
    return `${this.file('bin')}:${process.env['PATH'] ?? ''}`;
  }

  public stop(): void {
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
    return `[${this.address}]:${this.port}`;
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

const accepts = (address: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, address, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
