import { checkArguments } from '../arguments/check-arguments';
import type { Authentication } from '../authentication/authentication';
import { ValidationError } from '../violation';
import { type HostEndpoint, hostAndPort, isEveryAddress, isLoopback } from '../names/host-endpoint';
import type { ClientAuth, ListenerProtocol } from '../authentication/listener-protocol';
import type { SaslMechanism } from '../authentication/mechanisms';
import type { ManifestListener } from '../manifest/manifest';
import type { BrokerRef } from '../names/names';
import { hasSeveralHosts, type Placed, placementOf } from '../placement/placement';

/** Port of the brokers' own listener in their containers, which no other listener takes. @internal */
export const REPLICATION_PORT = 9091;

/** Properties of a listener on host ports. */
export interface PublishedListenerProps {
  /** How its clients log in, and whether the traffic is encrypted. */
  readonly authentication: Authentication;
  /**
   * Host port of the broker with the lowest id; the others follow in steps of one, in order of their ids.
   * The broker listens on the same port inside its container.
   *
   * Brokers are replaced one at a time, so none can take over a port that another one still has: move the ports of a running
   * cluster by at least the number of brokers, or in two steps. `npm run deploy` refuses anything else as `PortOfSibling`.
   */
  readonly firstHostPort: number;
  /**
   * Host ports by broker id, where they don't follow from {@link firstHostPort}.
   *
   * @default - all follow from it
   */
  readonly hostPorts?: Readonly<Record<number, number>>;
  /**
   * IP address on the engine's host that the ports are bound to, `0.0.0.0` for every one; a host name is refused.
   *
   * @default `127.0.0.1`: reachable from that machine alone
   */
  readonly bindAddress?: string;
  /**
   * Host that brokers tell clients to connect to (`advertised.listeners`).
   *
   * @default - the bind address; with Kerberos, which names services by host name, `localhost` for 127.0.0.1; the host of an
   * engine elsewhere, where the ports are bound to every address
   */
  readonly advertisedHost?: string;
}

/** Properties of a listener for containers on the cluster's clients network. */
export interface InternalListenerProps {
  /** How its clients log in, and whether the traffic is encrypted. */
  readonly authentication: Authentication;
  /** Port inside the containers, the same on every broker. */
  readonly port: number;
}

/** A host port that a broker's container publishes. */
export interface PublishedPort extends HostEndpoint {
  readonly containerPort: number;
}

/**
 * An endpoint of every broker. One value renders every view of itself (bind, advertised, protocol map, published port,
 * certificate names), so that they can't drift apart.
 */
export class Listener {
  /** A listener for clients on the host, or on other machines when an address and a host are given. */
  public static published(name: string, props: PublishedListenerProps): Listener {
    checkArguments('Listener.published', [name, props]);
    const bindAddress = props.bindAddress ?? '127.0.0.1';
    return new Listener(name, props.authentication, {
      scope: 'published',
      firstHostPort: props.firstHostPort,
      hostPorts: props.hostPorts ?? {},
      bindAddress,
      advertisedHost: props.advertisedHost,
    });
  }

  /** A listener for clients in containers that join the cluster's clients network. */
  public static internal(name: string, props: InternalListenerProps): Listener {
    checkArguments('Listener.internal', [name, props]);
    return new Listener(name, props.authentication, { scope: 'internal', port: props.port });
  }

  /** The brokers' own listener, on the backplane alone: mutual TLS, with no way to weaken it. @internal */
  public static replication(authentication: Authentication): Listener {
    return new Listener('replication', authentication, { scope: 'replication', port: REPLICATION_PORT });
  }

  /** Kafka's listener name: the given name in upper case, `-` as `_`. */
  public readonly name: string;

  private constructor(
    name: string,
    /** How its clients log in. */
    public readonly authentication: Authentication,
    private readonly endpoint: Endpoint,
  ) {
    if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(name)) {
      throw new ValidationError({
        code: 'ListenerNameIllegal',
        subject: `Listener ${name}`,
        rule: 'a listener name must begin with a letter and hold letters, digits, - and _ alone',
        value: name,
        remedy: 'rename it',
      });
    }
    this.name = name.toUpperCase().replace(/-/g, '_');
  }

  /** Who reaches it. @internal */
  public get scope(): ManifestListener['scope'] {
    return this.endpoint.scope;
  }

  /** Kafka's protocol of the listener (`listener.security.protocol.map`). @internal */
  public get protocol(): ListenerProtocol {
    return this.authentication.protocol;
  }

  /** SASL mechanisms that it takes (`sasl.enabled.mechanisms`); none where a certificate is shown. @internal */
  public get mechanisms(): readonly SaslMechanism[] {
    return this.authentication.mechanisms;
  }

  /** Whether it asks for a certificate (`ssl.client.auth`), where it is TLS without SASL. @internal */
  public get clientAuth(): ClientAuth | undefined {
    return this.authentication.clientAuth;
  }

  /** Port that the given broker listens on in its container. @internal */
  public portOf(broker: BrokerRef): number {
    return this.endpoint.scope === 'published' ? this.hostPortOf(broker, this.endpoint) : this.endpoint.port;
  }

  /** Ids of the brokers that have been given a host port of their own, as they were written. @internal */
  public get brokersWithOwnPort(): readonly string[] {
    return this.endpoint.scope === 'published' ? Object.keys(this.endpoint.hostPorts) : [];
  }

  /**
   * Entry of Kafka's `listeners`: each is bound to one network's address, and is unheard of on the container's others. Where there are several hosts,
   * ports are published by a network of the host's own. @internal
   */
  public bindFor(broker: BrokerRef, cluster: Placed = {}): string {
    return `${this.name}://${this.boundHostOf(broker, cluster)}:${this.portOf(broker)}`;
  }

  private boundHostOf({ node }: BrokerRef, cluster: Placed): string {
    switch (this.endpoint.scope) {
      case 'published':
        return hasSeveralHosts(cluster) ? node.publishedHost : node.clientsHost;
      case 'internal':
        return node.clientsHost;
      case 'replication':
        return node.backplaneHost;
    }
  }

  /** `host:port` that the given broker tells clients to use, an IPv6 address in brackets. @internal */
  public advertisedFor(broker: BrokerRef, cluster: Placed = {}): string {
    return hostAndPort(this.hostOf(broker, cluster), this.portOf(broker));
  }

  /** Host port that the broker's container publishes, if any. @internal */
  public publishedPortOf(broker: BrokerRef): PublishedPort | undefined {
    if (this.endpoint.scope !== 'published') {
      return undefined;
    }
    const port = this.portOf(broker);
    return { hostAddress: this.endpoint.bindAddress, hostPort: port, containerPort: port };
  }

  /** Names that the broker's certificate must bear for this listener's clients. @internal */
  public certificateNamesOf(broker: BrokerRef, cluster: Placed = {}): readonly string[] {
    const host = this.hostOf(broker, cluster);
    return host === '127.0.0.1' ? [host, 'localhost'] : [host];
  }

  /** As the tools that run after apply read it. @internal */
  public toManifest(): ManifestListener {
    return {
      name: this.name,
      protocol: this.protocol,
      mechanisms: this.mechanisms,
      scope: this.scope,
      clientCertificate: this.authentication.clientCertificate,
      ...(this.clientAuth !== undefined && this.clientAuth !== 'required' && { clientAuth: this.clientAuth }),
    };
  }

  /** Host that the given broker tells clients to use. @internal */
  public hostOf(broker: BrokerRef, cluster: Placed = {}): string {
    switch (this.endpoint.scope) {
      case 'published':
        return this.endpoint.advertisedHost ?? this.derivedHostOf(broker, cluster, this.endpoint);
      case 'internal':
        return broker.node.container;
      case 'replication':
        return broker.node.backplaneHost;
    }
  }

  /** Where the broker is placed, unless its ports are bound to one address of its cluster's engine alone. */
  private derivedHostOf(broker: BrokerRef, cluster: Placed, { bindAddress }: PublishedEndpoint): string {
    const { container } = broker.node;
    const { address } = placementOf(cluster, container);
    const isElsewhere = container in (cluster.placements ?? {});
    if (isElsewhere || (isEveryAddress(bindAddress) && !isLoopback(address))) {
      return address;
    }
    return this.authentication.needsHostName && bindAddress === '127.0.0.1' ? 'localhost' : bindAddress;
  }

  private hostPortOf(broker: BrokerRef, endpoint: PublishedEndpoint): number {
    return endpoint.hostPorts[broker.id] ?? endpoint.firstHostPort + broker.index;
  }
}

interface PublishedEndpoint {
  readonly scope: 'published';
  readonly firstHostPort: number;
  readonly hostPorts: Readonly<Record<number, number>>;
  readonly bindAddress: string;
  readonly advertisedHost: string | undefined;
}

type Endpoint = PublishedEndpoint | { readonly scope: 'internal' | 'replication'; readonly port: number };
