import { checkArguments } from '../arguments/check-arguments';
import { throwIfAny, ValidationError, type Violation } from '../violation';
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
    checkArguments('ServerImage.officialKafka', [version, options]);
    return new ServerImage(pinned(`apache/kafka:${version.version}`, options));
  }

  /**
   * A registry's image of a version, `NAME:VERSION`.
   *
   * @throws ValidationError `ImageDigestIllegal`, `ImageNameIllegal`
   */
  public static official(name: string, version: string, options: OfficialImageOptions = {}): ServerImage {
    checkArguments('ServerImage.official', [name, version, options]);
    throwIfAny(nameViolations(`${name}:${version}`));
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
    checkArguments('ServerImage.officialZooKeeper', [version, options]);
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
    checkArguments('ServerImage.named', [name, extras]);
    throwIfAny([...nameViolations(name), ...pathViolations(name, extras)]);
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

/** An image as engines name it: a registry's host, a path in lower case, a tag, a digest. */
const NAME =
  /^([a-z0-9][a-z0-9.-]*(:\d+)?\/)?[a-z0-9]+([._/-]+[a-z0-9]+)*(:\w[\w.-]{0,127})?(@[a-z][\w+.-]*:[0-9a-f]{32,})?$/i;

/** The version that an image's tag begins with, as official images' tags do; undefined where it is otherwise. */
export const versionInTag = (name: string): string | undefined => /:(\d+\.\d+\.\d+)(?![\d./])/.exec(name)?.[1];

const nameViolations = (name: string): readonly Violation[] =>
  NAME.test(name) && name.length < 500
    ? []
    : [
        {
          code: 'ImageNameIllegal',
          subject: 'ServerImage',
          rule: 'an image must be named as the engine names it, such as registry.example.org/kafka:3.9.2',
          value: JSON.stringify(name.slice(0, 80)),
          remedy: 'see it with: docker image ls',
        },
      ];

const pathViolations = (image: string, extras: ImageExtras): readonly Violation[] =>
  Object.entries(extras)
    .filter(([, path]: [string, string | undefined]) => path !== undefined && !/^\/[^\s\p{Control}:=,]+$/u.test(path))
    .map(([name, path]: [string, string]) => ({
      code: 'ImagePathIllegal',
      subject: `ServerImage ${image}`,
      rule: `${name} must be a path in the image, from its root, without blanks, :, = and commas, which the server’s options part it at`,
      value: JSON.stringify(path.slice(0, 80)),
      remedy: 'write it like /opt/kafka/agent.jar',
    }));

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
