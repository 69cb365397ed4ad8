import { z } from 'zod';
import type { ClusterManifest, ManifestMetadataServer } from '../../model/manifest/manifest';
import type { Engines } from '../engine/engines';
import { parseJson } from '../files/required-file';
import { describeQuorum, type QuorumView } from '../kafka/quorum-view';
import { Refused } from '../protocol/refused';
import { explain, messageOf } from '../wait';
import { serverSpeech, type ServerSpeech } from './api-versions';
import { Backplane } from './backplane';
import { ZooKeeperConnection } from '../protocol/zookeeper/zookeeper-connection';

/** Where the brokers' controller is written, and how far a quorum has taken the metadata over. */
const NODES = { controller: '/controller', migration: '/migration' } as const;

const controllerNode = z.object({ brokerid: z.int(), kraftControllerEpoch: z.int().optional() });
const migrationNode = z.object({ kraft_metadata_offset: z.int() });

/** What the former store says of who leads. */
export interface FormerView {
  /** Kafka's number of the server that is written as the controller; absent for none. */
  readonly controller?: number;
  /** Whether that is one of a quorum's. */
  readonly byQuorum: boolean;
  /** How far the quorum's metadata are written there; -1 before any are, and absent where no quorum has ever come. */
  readonly offset?: number;
}

/** Servers of a cluster whose metadata are on their way, as they answer where only servers are. */
export class MigrationView {
  private readonly backplane: Backplane;

  public constructor(
    private readonly manifest: ClusterManifest,
    engines: Engines,
  ) {
    this.backplane = new Backplane(manifest, engines);
  }

  /** The quorum, as its leader tells. @throws Refused where none does */
  public async quorum(): Promise<QuorumView> {
    return await this.askAny(
      this.controllers.map(({ host, port }) => `${host}:${port}`),
      (address) => this.backplane.ask(address, describeQuorum),
      'no controller tells of the quorum',
    );
  }

  /** What each controller says of itself that answers. */
  public async controllerSpeech(): Promise<ReadonlyMap<number, ServerSpeech>> {
    return await this.speechOf(
      this.controllers.map(({ nodeId = -1, host, port }) => ({ id: nodeId, address: `${host}:${port}` })),
    );
  }

  /** What each broker says of itself that answers. */
  public async brokerSpeech(): Promise<ReadonlyMap<number, ServerSpeech>> {
    const listener = this.manifest.listeners.find(({ scope }) => scope === 'replication')?.name ?? '';
    return await this.speechOf(
      this.manifest.brokers.map(({ id, advertised }) => ({ id, address: advertised[listener] ?? '' })),
    );
  }

  /** What the former store holds. @throws Refused where no server of it tells */
  public async former(): Promise<FormerView> {
    const [controller, migration] = [await this.read(NODES.controller), await this.read(NODES.migration)];
    const led = controller === undefined ? undefined : controllerNode.parse(parseJson(controller));
    const known = led !== undefined && this.manifest.brokers.some(({ id }) => id === led.brokerid);
    return {
      controller: led?.brokerid,
      byQuorum: led !== undefined && (!known || (led.kraftControllerEpoch ?? -1) >= 0),
      offset: migration === undefined ? undefined : migrationNode.parse(parseJson(migration)).kraft_metadata_offset,
    };
  }

  /** Has the former store forget the quorum, which must have gone: until then no broker can be its controller. */
  public async forgetQuorum(): Promise<void> {
    await this.inFormer((connection) => connection.remove(NODES.migration));
    if ((await this.former()).byQuorum) {
      await this.inFormer((connection) => connection.remove(NODES.controller));
    }
  }

  public async close(): Promise<void> {
    await this.backplane.close();
  }

  private get controllers(): readonly ManifestMetadataServer[] {
    return this.manifest.metadata.servers.filter(({ nodeId }) => nodeId !== undefined);
  }

  private async speechOf(
    servers: readonly { readonly id: number; readonly address: string }[],
  ): Promise<ReadonlyMap<number, ServerSpeech>> {
    const speech = new Map<number, ServerSpeech>();
    for (const { id, address } of servers) {
      try {
        speech.set(id, await this.backplane.ask(address, serverSpeech));
      } catch (error) {
        // Who says nothing is missing among the answers.
        explain(error);
      }
    }
    return speech;
  }

  private async read(path: string): Promise<string | undefined> {
    return await this.inFormer((connection) => connection.dataOf(path));
  }

  private async inFormer<T>(work: (connection: ZooKeeperConnection) => Promise<T>): Promise<T> {
    const addresses = this.manifest.metadata.servers
      .filter(({ nodeId }) => nodeId === undefined)
      .map(({ host, port }) => `${host}:${port}`);
    return await this.askAny(
      addresses,
      async (address) => {
        const connection = new ZooKeeperConnection(await this.backplane.connect(address, 'metadata-client'));
        try {
          return await work(connection);
        } finally {
          connection.close();
        }
      },
      'no server of the former metadata store answers',
    );
  }

  private async askAny<T>(
    addresses: readonly string[],
    ask: (address: string) => Promise<T>,
    silence: string,
  ): Promise<T> {
    const reasons: string[] = [];
    for (const address of addresses) {
      try {
        return await ask(address);
      } catch (error) {
        reasons.push(`${address}: ${messageOf(error)}`);
      }
    }
    throw new Refused(`${silence} (${reasons.join('; ')})`);
  }
}
