import { checkArguments } from '../arguments/check-arguments';
import type { MetadataStore } from '../cluster/metadata-store';
import type { Size } from '../units/size';
import { ValidationError } from '../violation';
import { KRAFT } from './kraft/kraft-controller';
import type { KraftProps } from './kraft/kraft-props';
import { KraftStore } from './kraft/kraft-store';
import type { MigrationPhase } from './migration/migration-phase';
import { MigrationStore } from './migration/migration-store';
import { endsViolation } from './migration/migration-violations';
import { ZOOKEEPER_ROLE } from './zookeeper/zookeeper-node';
import type { ZooKeeperProps } from './zookeeper/zookeeper-props';
import { ZooKeeperStore } from './zookeeper/zookeeper-store';

/** Every kind of metadata store, as the manifest calls it. */
export const METADATA_KINDS = [ZOOKEEPER_ROLE, KRAFT] as const;

/** What takes a running cluster's metadata from ZooKeeper to a KRaft quorum (KIP-866). */
export interface MigrationProps {
  /** `Metadata.zooKeeper` as the cluster has it. */
  readonly from: Metadata;
  /** `Metadata.kraft` as the cluster is to have it, with controllers of their own. Their number stays what it is from `provision` on. */
  readonly to: Metadata;
  /**
   * How far it is to go, one deployment for each: `provision` (the quorum stands beside ZooKeeper), `migrate` (it takes the metadata over, and
   * writes to both), `dualWrite` (brokers become members of it), `finalize` (the way back ends), `retire` (ZooKeeper's servers go), and then
   * `Metadata.kraft` alone. From `dualWrite` `migrate` leads back, and from there or from `provision` `withdraw`, and then `Metadata.zooKeeper` alone.
   */
  readonly phase: MigrationPhase;
}

/** Where brokers keep the cluster's metadata, as a value, so that another kind can take its place. */
export class Metadata {
  /** A ZooKeeper ensemble on the same engine, TLS everywhere, with client certificates. */
  public static zooKeeper(props: ZooKeeperProps = {}): Metadata {
    checkArguments('Metadata.zooKeeper', [props]);
    return Metadata.of(new ZooKeeperStore(props));
  }

  /**
   * A KRaft quorum of controllers on the same engine (KIP-500), TLS everywhere, with client certificates. What a cluster keeps its metadata
   * in is decided when it is made: on a cluster that stands, another store is refused (`MetadataStoreChanged`) before a server is touched.
   */
  public static kraft(props: KraftProps = {}): Metadata {
    checkArguments('Metadata.kraft', [props]);
    return Metadata.of(new KraftStore(props));
  }

  /**
   * Both, while a running cluster's metadata go from ZooKeeper to a KRaft quorum on Kafka 3.9 (KIP-866): one phase for each deployment. Each
   * is refused before a server is touched where the one before has not come about (`MigrationStepSkipped`, `MigrationNotReady`).
   *
   * @throws ValidationError `MigrationEnds` when it is not from `Metadata.zooKeeper` to `Metadata.kraft` with controllers of their own
   */
  public static migration(props: MigrationProps): Metadata {
    checkArguments('Metadata.migration', [props]);
    const { from, to, phase } = props;
    if (!(from.store instanceof ZooKeeperStore) || !(to.store instanceof KraftStore) || to.store.isCombined) {
      throw new ValidationError(endsViolation(from.store, to.store));
    }
    return Metadata.of(new MigrationStore(from.store, to.store, phase));
  }

  /** A store of whichever kind. @internal */
  public static of(store: MetadataStore): Metadata {
    return new Metadata(store);
  }

  private constructor(
    /** What the cluster is rendered from. @internal */
    public readonly store: MetadataStore,
  ) {}

  /**
   * The same with the metadata on their way, at a phase: as they are declared to go, or to as many controllers as ZooKeeper has nodes. Itself where
   * nothing is to go.
   *
   * @internal
   */
  public at(phase: MigrationPhase): Metadata {
    const { store } = this;
    if (store instanceof MigrationStore) {
      return Metadata.of(store.at(phase));
    }
    return store instanceof ZooKeeperStore
      ? Metadata.of(new MigrationStore(store, new KraftStore({ controllers: store.nodes }), phase))
      : this;
  }

  /** Number of its servers. */
  public get nodes(): number {
    return this.store.nodes;
  }

  /** Version of its servers; undefined where these are Kafka’s own. */
  public get version():
    | {
        /** As in the image's tag. */
        readonly version: string;
      }
    | undefined {
    return this.store.version;
  }

  /** Java heap of each server (`-Xmx`). */
  public get heap(): Size {
    return this.store.heap;
  }

  /** Memory limit of each server's container. */
  public get memory(): Size {
    return this.store.memory;
  }
}
