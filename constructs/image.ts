import type { KafkaVersion, ZooKeeperVersion } from './version';

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

  /**
   * An image by name.
   *
   * @param name name and tag, or name and digest
   * @param classDataArchive path, in the image, of a class-data archive made for the server's class path
   * (`-XX:SharedArchiveFile`): it makes starts quicker
   */
  public static named(name: string, classDataArchive?: string): ServerImage {
    return new ServerImage(name, classDataArchive);
  }

  private constructor(
    public readonly name: string,
    public readonly classDataArchive?: string,
  ) {}
}
