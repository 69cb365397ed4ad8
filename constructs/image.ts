import type { KafkaVersion, ZooKeeperVersion } from './version';

/** What an image may have beside what the official one has: paths in the image. */
export interface ImageExtras {
  /** A class-data archive made for the server's class path (`-XX:SharedArchiveFile`): it makes starts quicker. */
  readonly classDataArchive?: string;
  /** Prometheus' JMX exporter as a Java agent (`jmx_prometheus_javaagent.jar`): the cluster's metrics need it. */
  readonly metricsAgent?: string;
}

/** An image that a server runs from. Its layout is that of the official one. */
export class ServerImage {
  /** Apache's official image, `apache/kafka:VERSION`. */
  public static officialKafka(version: KafkaVersion): ServerImage {
    return new ServerImage(`apache/kafka:${version.version}`);
  }

  /** Docker's official image, `zookeeper:VERSION`. */
  public static officialZooKeeper(version: ZooKeeperVersion): ServerImage {
    return new ServerImage(`zookeeper:${version.version}`);
  }

  /** MIT's Kerberos of Debian's packages: no official image exists, so it is to be made (`images/kerberos/Dockerfile`). */
  public static kerberos(): ServerImage {
    return new ServerImage('cdktf-kafka/kerberos:bookworm');
  }

  /**
   * An image by name.
   *
   * @param name name and tag, or name and digest
   * @param extras what it has beside what the official image has
   */
  public static named(name: string, extras: ImageExtras = {}): ServerImage {
    return new ServerImage(name, extras);
  }

  /** Path in the image of the JVM's class-data archive, which servers start faster with. */
  public readonly classDataArchive: string | undefined;
  /** Path in the image of the JMX exporter's Java agent. */
  public readonly metricsAgent: string | undefined;

  private constructor(
    /** Name and tag, or name and digest. */
    public readonly name: string,
    { classDataArchive, metricsAgent }: ImageExtras = {},
  ) {
    this.classDataArchive = classDataArchive;
    this.metricsAgent = metricsAgent;
  }
}
