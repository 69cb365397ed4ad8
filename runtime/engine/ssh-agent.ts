import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { Agent } from 'node:http';
import { Duplex } from 'node:stream';
import { SSH_OPTIONS } from '../../model/placement/ssh-options';
import { OperationError } from '../../model/violation';
import { shellWord } from '../../model/formats/shell';
import { unreachableEngine } from './unreachable-engine';

/** Arguments of the SSH client for an endpoint such as `ssh://ops@host:2222`: those by which the Terraform provider calls it, too. */
function sshArguments(endpoint: string): readonly string[] {
  const { hostname, port, username, pathname } = new URL(endpoint);
  return [
    ...SSH_OPTIONS,
    ...['-o', 'ConnectTimeout=30', '-T'],
    ...(username === '' ? [] : ['-l', decodeURIComponent(username)]),
    ...(port === '' ? [] : ['-p', port]),
    ...['--', hostname.replace(/^\[|\]$/g, '')],
    ...[
      'docker',
      ...(pathname.length > 1 ? [shellWord(`--host=unix://${decodeURIComponent(pathname)}`)] : []),
      'system',
      'dial-stdio',
    ],
  ];
}

/**
 * Connects to an engine by the SSH client of the machine, as Docker's command and the Terraform provider do: so all of them go by the same
 * known hosts, keys and settings, and none talks to a host whose key is not known.
 */
export class SshAgent extends Agent {
  public constructor(private readonly endpoint: string) {
    super();
  }

  public override createConnection(): Duplex {
    return new SshConnection(
      new URL(this.endpoint).host,
      spawn('ssh', sshArguments(this.endpoint), { env: process.env }),
    );
  }
}

/** A client's standard input and output as one stream, which ends with it. */
class SshConnection extends Duplex {
  private words = '';
  private timer: NodeJS.Timeout | undefined;

  public constructor(
    private readonly host: string,
    private readonly client: ChildProcessWithoutNullStreams,
  ) {
    super();
    client.stdout.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) {
        client.stdout.pause();
      }
    });
    client.stderr.on('data', (chunk: Buffer) => {
      this.words += chunk.toString('utf8');
    });
    // What broke is told when the client ends.
    client.stdin.on('error', () => undefined);
    client.on('error', (error) => this.destroy(failure(host, error.message)));
    client.on('close', (code) => {
      if (code === 0) {
        this.push(null);
      } else {
        this.destroy(failure(this.host, lastWords(this.words) ?? `the SSH client ended with ${String(code)}`));
      }
    });
  }

  public override _read(): void {
    this.client.stdout.resume();
  }

  public override _write(chunk: Buffer, encoding: BufferEncoding, done: () => void): void {
    this.client.stdin.write(chunk, encoding, () => {
      done();
    });
  }

  public override _final(done: () => void): void {
    this.client.stdin.end(done);
  }

  public override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.timer);
    this.client.kill();
    done(error);
  }

  // What Node asks of a socket, and a pipe has not.

  public setTimeout(milliseconds: number, onTimeout?: () => void): this {
    clearTimeout(this.timer);
    this.timer = milliseconds > 0 ? setTimeout(() => this.emit('timeout'), milliseconds).unref() : undefined;
    if (onTimeout !== undefined) {
      this.once('timeout', onTimeout);
    }
    return this;
  }

  public setNoDelay(): this {
    return this;
  }

  public setKeepAlive(): this {
    return this;
  }
}

function failure(host: string, words: string): OperationError {
  return new OperationError(
    /host key|host identification/i.test(words)
      ? {
          code: 'EngineHostUnknown',
          subject: `Docker engine ssh://${host}`,
          rule: 'its host must show a key that is known here: somebody else may answer in its place',
          value: words,
          remedy:
            'compare the key with what the host itself says (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub), and take it up by ' +
            'connecting once by hand: ssh and the host',
        }
      : unreachableEngine({
          subject: `Docker engine ssh://${host}`,
          rule: 'must be reached by SSH without a question',
          value: words,
          remedy:
            'see that ssh, the host and "docker version" works by hand, with a key from an agent or without a passphrase',
        }),
  );
}

/** What the client said last, without the frames that it draws. */
function lastWords(text: string): string | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('@'));
  return lines.length === 0 ? undefined : lines.slice(-2).join(' ').trim();
}
