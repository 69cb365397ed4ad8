import { dnsLabel } from './dns-label';

/** End of the name of what Terraform makes when another resource's commands have run to their end. */
export const CONFIRMED = '-confirmed';

/** Names of one server's container, hosts and volumes. */
export interface NodeName {
  /** Container name, and its host name on the clients network. */
  readonly container: string;
  /**
   * Host name on the backplane alone: Docker's DNS resolves `CONTAINER.NETWORK` in that network only, and gives the same
   * name for the address, which a quorum may look up before it checks a peer's certificate.
   */
  readonly backplaneHost: string;
  /** Host name on the clients network alone. */
  readonly clientsHost: string;
  /** Host name on its host's own network alone, where there are several hosts. */
  readonly publishedHost: string;
  /** Host name on the monitoring network alone. */
  readonly monitoringHost: string;
}

/** One of a cluster's brokers. */
export interface BrokerRef {
  /** Kafka's `broker.id`. */
  readonly id: number;
  /** Position among the brokers by id, from 0. */
  readonly index: number;
  readonly node: NodeName;
}

/** Every name that a cluster uses on the engine, derived from the cluster's name in this one place. */
export class ClusterNames {
  public constructor(public readonly cluster: string) {}

  /** Network of metadata and inter-broker traffic. */
  public get backplane(): string {
    return `${this.cluster}-backplane`;
  }

  /** Network that clients in containers join. */
  public get clients(): string {
    return `${this.cluster}-clients`;
  }

  /**
   * Network of each of several hosts that brokers publish their ports by. Without it the engine would do so by a network that gives addresses
   * no names, which a broker looks up whenever a client logs in by a password.
   */
  public get published(): string {
    return `${this.cluster}-published`;
  }

  /** Network on which the servers' metrics are read: no listener is bound to it. */
  public get monitoring(): string {
    return `${this.cluster}-monitoring`;
  }

  public broker(id: number): NodeName {
    return this.server('broker', id);
  }

  /** A server by its role, which its name tells, and its number among those of the same. */
  public server(role: string, id: number): NodeName {
    return this.node(`${this.cluster}-${role}-${id}`);
  }

  /** Volume of the certificate authorities' keys: mounted in the keytool step alone. */
  public get authorityVolume(): string {
    return `${this.cluster}-authority`;
  }

  /** Volume of the administrator's and the certificate users' stores. */
  public get identitiesVolume(): string {
    return `${this.cluster}-identities`;
  }

  /** Volume of the servers' configuration files. */
  public get configurationVolume(): string {
    return `${this.cluster}-configuration`;
  }

  /** Volume of the stores of one service's user. */
  public serviceVolume(user: string): string {
    return `${this.cluster}-service-${user}`;
  }

  /** Volume of the password that people log in to a service with. */
  public servicePasswordVolume(service: string): string {
    return `${this.cluster}-${service}-secrets`;
  }

  public get keytoolStep(): string {
    return `${this.cluster}-keytool`;
  }

  public get configurationStep(): string {
    return `${this.cluster}-configure`;
  }

  /** The key distribution centre of the cluster's own Kerberos realm. */
  public get kdc(): string {
    return `${this.cluster}-kdc`;
  }

  /** Volume of the realm's database, with every key: mounted in the key distribution centre and the keytab step alone. */
  public get kdcVolume(): string {
    return `${this.cluster}-kdc-data`;
  }

  public get keytabStep(): string {
    return `${this.cluster}-keytabs`;
  }

  public get prometheus(): string {
    return `${this.cluster}-prometheus`;
  }

  /** Volume of what Prometheus has measured. */
  public get prometheusVolume(): string {
    return `${this.prometheus}-data`;
  }

  public get nodeExporter(): string {
    return `${this.cluster}-node-exporter`;
  }

  /**
   * The same on another host than the first. All of them are in one network, in which each is found by its name.
   *
   * @param host the word that stands for it
   */
  public nodeExporterOn(host: string): string {
    return dnsLabel(`${this.nodeExporter}-on-${host}`);
  }

  /** What tells consumer groups' lag and when certificates end. */
  public get exporter(): string {
    return `${this.cluster}-exporter`;
  }

  public get grafana(): string {
    return `${this.cluster}-grafana`;
  }

  /** Network on which Prometheus' page is published, and dashboards ask it. */
  public get dashboards(): string {
    return `${this.cluster}-dashboards`;
  }

  /** Volume of the configuration of what watches the servers. */
  public get monitoringConfigurationVolume(): string {
    return `${this.cluster}-monitoring-configuration`;
  }

  public get monitoringConfigurationStep(): string {
    return `${this.cluster}-monitoring-configure`;
  }

  /** Container of a service that is named by its user. */
  public serviceContainer(user: string): string {
    return `${this.cluster}-${user}`;
  }

  /**
   * Network on which a service's page is published, and which no other container joins. Its name comes before that of the clients
   * network: of a container's networks, the engine publishes ports on the one whose name comes first.
   */
  public pageNetwork(user: string): string {
    return `${this.cluster}-browser-${user}`;
  }

  /** Whether a container that the package names by itself is called so, now or when there is one. */
  public ownsContainer(name: string): boolean {
    return (
      name.startsWith(this.nodeExporterOn('')) ||
      [
        ...[this.keytoolStep, this.configurationStep, this.keytabStep, this.monitoringConfigurationStep],
        ...[this.kdc, this.prometheus, this.nodeExporter, this.exporter, this.grafana],
        ...[this.rolloutTurn, this.proofLock],
      ].includes(name)
    );
  }

  /** Id of the broker that a container or a volume is named for; undefined for what is no broker's. */
  public brokerIn(name: string): number | undefined {
    const prefix = `${this.cluster}-broker-`;
    const [, id] = /^(\d+)(-|$)/.exec(name.startsWith(prefix) ? name.slice(prefix.length) : '') ?? [];
    return id === undefined ? undefined : Number(id);
  }

  /** Whether a volume holds nothing but keys, passwords and configuration that a deployment makes anew for whoever needs them. */
  public isRenewable(volume: string): boolean {
    return volume.startsWith(this.serviceVolume('')) || /-(secrets|configuration)$/.test(volume);
  }

  /** Container that stands for a proof while it is under way. */
  public get proofLock(): string {
    return `${this.cluster}-proof`;
  }

  /** Container that stands for a server's turn in a roll-out. */
  public get rolloutTurn(): string {
    return `${this.cluster}-rollout-turn`;
  }

  private node(container: string): NodeName {
    return {
      container,
      backplaneHost: `${container}.${this.backplane}`,
      clientsHost: `${container}.${this.clients}`,
      publishedHost: `${container}.${this.published}`,
      monitoringHost: `${container}.${this.monitoring}`,
    };
  }
}

/** A server's volumes. */
export const dataVolume = ({ container }: Pick<NodeName, 'container'>): string => `${container}-data`;
export const secretsVolume = ({ container }: Pick<NodeName, 'container'>): string => `${container}-secrets`;
/** Whether a volume is a server's own, whatever it holds. */
export const isVolumeOf = ({ container }: Pick<NodeName, 'container'>, volume: string): boolean =>
  volume.startsWith(`${container}-`);
export const serverVolumes = (node: Pick<NodeName, 'container'>): readonly string[] => [
  dataVolume(node),
  secretsVolume(node),
];

/** What the labels begin with that the package sets by itself. */
export const LABEL_PREFIX = 'cdktf-kafka.';

/** Labels by which the tools find what belongs to a cluster. */
export const LABELS = {
  cluster: `${LABEL_PREFIX}cluster`,
  role: `${LABEL_PREFIX}role`,
  images: `${LABEL_PREFIX}images`,
  configuration: `${LABEL_PREFIX}configuration`,
  certificate: `${LABEL_PREFIX}certificate`,
  version: `${LABEL_PREFIX}version`,
  metadata: `${LABEL_PREFIX}metadata`,
  memory: `${LABEL_PREFIX}memory`,
  health: `${LABEL_PREFIX}health`,
  prover: `${LABEL_PREFIX}prover`,
  testing: `${LABEL_PREFIX}testing`,
  testingHome: `${LABEL_PREFIX}testing-home`,
  turn: `${LABEL_PREFIX}turn`,
} as const;
