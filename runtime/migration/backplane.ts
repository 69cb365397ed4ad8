import type { ClusterManifest, ManifestIdentity } from '../../model/manifest/manifest';
import { readIdentityFiles, storesIn } from '../credentials/identity-files';
import { chainPem, keyPem, openKeystore } from '../credentials/keystore';
import type { Engines } from '../engine/engines';
import { parseAddress, secure, type Tls } from '../protocol/dial';
import { FramedConnection } from '../protocol/framed-connection';
import { Relay } from '../toolbox/relay';
import type { Duplex } from 'node:stream';

/** Who comes: a broker, or the brokers as the former store knows them. */
type Comer = Extract<ManifestIdentity['role'], 'broker' | 'metadata-client'>;

/**
 * Connections to servers where only servers are: from a container in their network, by a broker's certificates. Their keys are in this
 * process's memory alone.
 */
export class Backplane {
  #relay: Promise<Relay> | undefined;
  #remove: (() => Promise<void>) | undefined;
  readonly #shown = new Map<Comer, Promise<Tls>>();

  public constructor(
    private readonly manifest: ClusterManifest,
    private readonly engines: Engines,
  ) {}

  /** Talks to a server of Kafka's. */
  public async ask<T>(address: string, question: (frames: FramedConnection) => Promise<T>): Promise<T> {
    const frames = new FramedConnection(await this.connect(address, 'broker'));
    try {
      return await question(frames);
    } finally {
      frames.close();
    }
  }

  /** A connection over TLS. */
  public async connect(address: string, as: Comer): Promise<Duplex> {
    const server = parseAddress(address);
    const shown = this.#shown.get(as) ?? this.certificateOf(as);
    this.#shown.set(as, shown);
    const relay = await (this.#relay ??= this.start());
    return await secure(await relay.dial(server), server, await shown);
  }

  /** Removes the container. The next connection starts another one. */
  public async close(): Promise<void> {
    const remove = this.#remove;
    this.#remove = undefined;
    this.#relay = undefined;
    await remove?.();
  }

  private async start(): Promise<Relay> {
    return await Relay.inNetwork(this.manifest.networks.backplane, this.engines, this.manifest, (remove) => {
      this.#remove = remove;
    });
  }

  private async certificateOf(as: Comer): Promise<Tls> {
    const identities = this.manifest.identities.filter(({ role }) => role === as).slice(0, 1);
    const [[name, files] = ['', new Map<string, Buffer>()] as const] = await readIdentityFiles(
      this.engines,
      this.manifest,
      identities,
    );
    const { keystore: store, password, ca } = storesIn(files);
    const keystore = openKeystore(store, password, `stores of ${name}`);
    return { ca, certificate: chainPem(keystore), key: keyPem(keystore) };
  }
}
