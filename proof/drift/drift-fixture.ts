import type { Duplex } from 'node:stream';
import type { ManifestListener } from '../../model/manifest/manifest';
import { OperationError } from '../../model/violation';
import { viewCluster } from '../../runtime/kafka/cluster-view';
import { administratorOf } from '../../runtime/kafka/kafka-admin';
import { trustedAuthority } from '../auth-matrix/probe-credentials';
import type { ProofContext } from '../context/proof-context';
import { AdminConnection } from '../protocol/admin-connection';
import { dialAsAdministrator } from '../../runtime/kafka/administrator-connection';
import { dialDirectly, type Address, type Dial } from '../../runtime/protocol/dial';
import { Relay } from '../../runtime/toolbox/relay';

/** What the parts of the check share: connections of the administrator to each broker, and the way to every listener. */
export class DriftFixture {
  /** What everyone trusts. */
  public readonly authority: Promise<string>;
  readonly #connections = new Map<number, Promise<AdminConnection>>();
  readonly #open: AdminConnection[] = [];
  #relay: Promise<Relay> | undefined;

  public constructor(public readonly proof: ProofContext) {
    const { clients, manifest } = proof;
    this.authority = trustedAuthority(clients, administratorOf(manifest));
    // Whoever needs it learns that it is missing.
    this.authority.catch(() => undefined);
  }

  /** The administrator at a broker: some things each tells of itself alone. */
  public broker(id: number): Promise<AdminConnection> {
    const connection = this.#connections.get(id) ?? this.connect(id);
    this.#connections.set(id, connection);
    return connection;
  }

  /** The administrator at the broker that is the controller now, which alone tells and changes what all share. */
  public async controller(): Promise<AdminConnection> {
    const { controller } = await viewCluster(this.proof.admin);
    return await this.broker(controller ?? this.proof.manifest.brokers[0]?.id ?? 0);
  }

  /** From where a listener's clients are: this machine, or the networks that the first broker stands in. */
  public dialAt({ scope }: Pick<ManifestListener, 'scope'>): Dial {
    const { clients } = this.proof.manifest.networks;
    switch (scope) {
      case 'published':
        return dialDirectly;
      case 'replication':
        return this.dialInside;
      case 'internal':
        // By its name in the clients' network, which alone the listener is bound to: the first broker stands in others too.
        return ({ host, port }) => this.dialInside({ host: `${host}.${clients}`, port });
    }
  }

  /** From the networks that the first broker stands in. */
  public readonly dialInside: Dial = async (address: Address): Promise<Duplex> => {
    const relay = await (this.#relay ??= this.startRelay());
    return await relay.dial(address);
  };

  public close(): void {
    for (const connection of this.#open) {
      connection.close();
    }
  }

  private async startRelay(): Promise<Relay> {
    const { engines, manifest, cleanup } = this.proof;
    const first = manifest.brokers[0]?.container ?? '';
    return await Relay.inNetworkOf(first, engines, manifest, (remove) => {
      cleanup.push(`the container in the network of ${first} removed`, remove);
    });
  }

  private async connect(id: number): Promise<AdminConnection> {
    const { manifest } = this.proof;
    const listener = manifest.listeners.find(
      ({ scope, clientCertificate }) => scope === 'published' && clientCertificate,
    );
    const address = manifest.brokers.find((broker) => broker.id === id)?.advertised[listener?.name ?? ''];
    if (address === undefined) {
      throw new OperationError({
        code: 'BrokerUnreachable',
        subject: `broker ${id}`,
        rule: 'must be reachable for the administrator, to be compared with its declaration',
        remedy: 'publish a listener with Authentication.mutualTls(), or run npm run deploy',
      });
    }
    const connection = new AdminConnection(await dialAsAdministrator(this.proof, address));
    this.#open.push(connection);
    return connection;
  }
}
