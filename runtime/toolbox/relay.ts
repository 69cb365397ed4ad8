import { Duplex, PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import { RESOLVER_OPTIONS } from '../../model/files/name-resolution';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { ask, type HelperRole, LABELS, removeContainer } from '../engine/engine';
import type { Engines } from '../engine/engines';
import { patient } from '../patience';
import type { Address } from '../protocol/dial';
import { Refused } from '../protocol/refused';
import { bounded } from '../wait';
import { demultiplex } from './container-stream';

/** Whichever side ends first ends the other: no process is left in the container. */
const SCRIPT = `exec 3<>"/dev/tcp/$1/$2" || exit 1
echo connected >&2
exec 4<&0
cat <&3 &
cat <&4 >&3 &
wait -n
kill $(jobs -p) 2>/dev/null`;
const LIFETIME_SECONDS = 300;

/** Connections from inside a container's network, for a client that is outside: each goes through a process of its own. */
export class Relay {
  public constructor(private readonly container: Docker.Container) {}

  /**
   * A relay that stands where a broker stands: the backplane is reached from there, and no other container joins that network
   * for it. `created` learns at once how it is removed.
   */
  public static async inNetworkOf(
    broker: string,
    engines: Engines,
    manifest: ClusterManifest,
    created: (remove: () => Promise<void>) => void,
  ): Promise<Relay> {
    return await Relay.start(engines.of(broker), manifest, `container:${broker}`, 'proof', created);
  }

  /** A relay that stands in a network of the cluster's by itself, whichever of the servers come and go. */
  public static async inNetwork(
    network: string,
    engines: Engines,
    manifest: ClusterManifest,
    created: (remove: () => Promise<void>) => void,
  ): Promise<Relay> {
    return await Relay.start(engines.own, manifest, network, 'tools', created);
  }

  private static async start(
    engine: Docker,
    manifest: ClusterManifest,
    network: string,
    role: HelperRole,
    created: (remove: () => Promise<void>) => void,
  ): Promise<Relay> {
    const container = await ask(
      `image ${manifest.images.kafka}`,
      engine.createContainer({
        Image: manifest.images.kafka,
        Entrypoint: ['sleep', String(LIFETIME_SECONDS)],
        Cmd: [],
        Labels: { [LABELS.cluster]: manifest.name, [LABELS.role]: role },
        HostConfig: {
          AutoRemove: true,
          Init: true,
          NetworkMode: network,
          // It may be an internal one.
          DnsOptions: [...RESOLVER_OPTIONS],
          ReadonlyRootfs: true,
          CapDrop: ['ALL'],
          SecurityOpt: ['no-new-privileges:true'],
        },
      }),
    );
    created(() => removeContainer(engine, container.id));
    await bounded(container.start(), {
      within: patient(30),
      awaiting: `a container in the network ${network} to start`,
    });
    return new Relay(container);
  }

  /** Opens a connection from there. */
  public async dial({ host, port }: Address): Promise<Duplex> {
    const exec = await this.container.exec({
      Cmd: ['bash', '-c', SCRIPT, 'relay', host, String(port)],
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
    });
    const stream = await exec.start({ hijack: true, stdin: true });
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    demultiplex(this.container, stream, stdout, stderr);
    for (const event of ['end', 'close', 'error'] as const) {
      stream.once(event, () => {
        stdout.end();
        stderr.end();
      });
    }
    const said = await bounded(firstOf(stderr), {
      within: patient(15),
      awaiting: `a connection to ${host}:${port}`,
    }).catch((error: unknown) => {
      stream.destroy();
      throw error;
    });
    if (!said.includes('connected')) {
      stream.destroy();
      throw new Refused(refusalOf(said));
    }
    return asDuplex(stream, stdout);
  }
}

function refusalOf(said: string): string {
  if (/refused/i.test(said)) {
    return 'ECONNREFUSED';
  }
  const [line = ''] = said.split('\n', 1);
  // Where no name server answers beyond the engine's own, it says of names that this one lacks that their resolution has failed.
  return /not known|resolve|name resolution|invalid host/i.test(said) ? 'ENOTFOUND' : `no connection ${line}`.trim();
}

function firstOf(stream: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve) => {
    stream.once('data', (chunk: Buffer) => {
      resolve(chunk.toString('utf8'));
    });
    stream.once('end', () => {
      resolve('');
    });
  });
}

function asDuplex(stream: Duplex, received: PassThrough): Duplex {
  const duplex = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _, done) => {
      stream.write(chunk, done);
    },
    final: (done) => {
      stream.end(done);
    },
    destroy: (error, done) => {
      stream.destroy();
      done(error);
    },
  });
  stream.on('error', (error) => duplex.destroy(error));
  received.on('data', (chunk: Buffer) => duplex.push(chunk)).on('end', () => duplex.push(null));
  return duplex;
}
