import { checkArguments } from '../arguments/check-arguments';
import { hostOf } from './placement';

/** What may be said of a host. */
export interface HostProps {
  /**
   * IP address or name at which clients, and the machine that deploys, reach its published ports: brokers that run there advertise it, and their
   * certificates name it.
   *
   * @default - the host in the engine's address, which an engine by `ssh://` or `tcp://` has
   */
  readonly address?: string;
  /**
   * What it is called: unique in the cluster, and part of the state's addresses of what is made there, so that another name means other
   * resources. Letters, digits, `.`, `-`, `:` and `_`.
   *
   * @default - the host in the engine's address, or else {@link address}, or else `here`
   */
  readonly name?: string;
  /**
   * Failure domain that it shares with other hosts: Kafka's `broker.rack` of the brokers that run there (KIP-36).
   *
   * @default - a rack of its own, called like the host
   */
  readonly rack?: string;
  /**
   * Ids of brokers that run here and nowhere else.
   *
   * @default - brokers that no host names are spread evenly, by the rule of docs/decisions/0048
   */
  readonly brokers?: readonly number[];
  /**
   * Numbers of metadata servers that run here and nowhere else.
   *
   * @default - those that no host names are spread evenly
   */
  readonly metadataServers?: readonly number[];
}

/** A machine whose Docker engine runs servers of a cluster. */
export class Host {
  /**
   * A machine by its engine.
   *
   * @param engine as for `DOCKER_HOST`: `ssh://[USER@]HOST`, `tcp://HOST:PORT` or `unix:///PATH`
   */
  public static of(engine: string, props: HostProps = {}): Host {
    checkArguments('Host.of', [engine, props]);
    return new Host(engine, props);
  }

  private constructor(
    /** Its engine, as for `DOCKER_HOST`. */
    public readonly engine: string,
    private readonly props: HostProps,
  ) {}

  /** What it is called. */
  public get name(): string {
    return this.props.name ?? hostOf(this.engine) ?? this.address ?? 'here';
  }

  /** At which its published ports are reached; undefined where neither it nor its engine says one. */
  public get address(): string | undefined {
    return this.props.address ?? hostOf(this.engine);
  }

  /** Whether its address was given, and is not its engine's. @internal */
  public get hasOwnAddress(): boolean {
    return this.props.address !== undefined;
  }

  /** Failure domain of what runs on it. */
  public get rack(): string {
    return this.props.rack ?? this.name;
  }

  /** Whether it was given a rack. @internal */
  public get hasOwnRack(): boolean {
    return this.props.rack !== undefined;
  }

  /** Ids of brokers that run here and nowhere else. @internal */
  public get brokers(): readonly number[] {
    return this.props.brokers ?? [];
  }

  /** Numbers of metadata servers that run here and nowhere else. @internal */
  public get metadataServers(): readonly number[] {
    return this.props.metadataServers ?? [];
  }
}
