import { ValidationError } from '../violation';
import type { KafkaVersion } from '../units/version';

/** What an image may have beside what the official one has: paths in the image. */
export interface ImageExtras {
  /**
   * A class-data archive made for the server's class path (`-XX:SharedArchiveFile`): it makes starts quicker.
   *
   * @default - none
   */
  readonly classDataArchive?: string;
  /**
   * Prometheus' JMX exporter as a Java agent (`jmx_prometheus_javaagent.jar`): the cluster's metrics need it.
   *
   * @default - none, and no metrics
   */
  readonly metricsAgent?: string;
}

/** Which of the images that bear a version's tag over time. */
export interface OfficialImageOptions {
  /**
   * Digest by which the registry knows it: `sha256:` and 64 hexadecimal digits.
   *
   * @default - what the tag means when it is pulled
   */
  readonly digest?: string;
}

/** An image that a server runs from. Its layout is that of the official one. */
export class ServerImage {
  /**
   * Apache's official image, `apache/kafka:VERSION`.
   *
   * @throws ValidationError `ImageDigestIllegal`
   */
  public static officialKafka(version: KafkaVersion, options: OfficialImageOptions = {}): ServerImage {
    return ServerImage.official('apache/kafka', version.version, options);
  }

  /**
   * A registry's image of a version, `NAME:VERSION`.
   *
   * @throws ValidationError `ImageDigestIllegal`
   */
  public static official(name: string, version: string, options: OfficialImageOptions = {}): ServerImage {
    return new ServerImage(pinned(`${name}:${version}`, options));
  }

  /**
   * Docker's official image, `zookeeper:VERSION`.
   *
   * @deprecated `Metadata.zooKeeper` takes it by itself; with a digest, say `ServerImage.official('zookeeper', ...)`.
   * @throws ValidationError `ImageDigestIllegal`
   */
  public static officialZooKeeper(
    version: { readonly version: string },
    options: OfficialImageOptions = {},
  ): ServerImage {
    return ServerImage.official('zookeeper', version.version, options);
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

/** With a digest it is that which counts; the tag is for people to read. */
function pinned(name: string, { digest }: OfficialImageOptions): string {
  if (digest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(digest)) {
    throw new ValidationError({
      code: 'ImageDigestIllegal',
      subject: `ServerImage ${name}`,
      rule: 'digest must be sha256: and 64 hexadecimal digits',
      value: digest,
      remedy: `see it with: docker image inspect --format '{{.RepoDigests}}' ${name}`,
    });
  }
  return digest === undefined ? name : `${name}@${digest}`;
}
