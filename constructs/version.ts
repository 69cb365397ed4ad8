import { FaultError } from './private/fault';

/** A version of Apache Kafka, which answers what it can do. */
export class KafkaVersion {
  /** The last line that runs with ZooKeeper; CVE-2025-27817, CVE-2025-27818 and CVE-2026-35554 are mended in it. */
  public static readonly V3_9_2 = new KafkaVersion('3.9.2', 3, 9);

  /**
   * A version by its number, such as `3.8.1`.
   *
   * @throws FaultError `VersionMalformed` when it isn't MAJOR.MINOR.PATCH, `VersionTooOld` below 3.3: its brokers know
   * neither the configuration provider's allow-list nor the authorizer as it is used here.
   */
  public static of(version: string): KafkaVersion {
    const match = /^(\d+)\.(\d+)\.(\d+)$/.exec(version);
    if (match === null) {
      throw new FaultError({
        code: 'VersionMalformed',
        subject: 'KafkaVersion',
        rule: 'a version must be MAJOR.MINOR.PATCH',
        value: version,
        remedy: `write it like ${KafkaVersion.V3_9_2.version}`,
      });
    }
    const major = Number(match[1]);
    const minor = Number(match[2]);
    if (major < 3 || (major === 3 && minor < 3)) {
      throw new FaultError({
        code: 'VersionTooOld',
        subject: 'KafkaVersion',
        rule: 'a version must be 3.3.0 or newer',
        value: version,
        remedy: `take ${KafkaVersion.V3_9_2.version}`,
      });
    }
    return new KafkaVersion(version, major, minor);
  }

  private constructor(
    /** As in the image's tag. */
    public readonly version: string,
    private readonly major: number,
    private readonly minor: number,
  ) {}

  /** Whether brokers can keep their metadata in ZooKeeper: removed in 4.0 (KIP-500). */
  public get supportsZooKeeper(): boolean {
    return this.major < 4;
  }

  /** `allowed.paths` of the file configuration provider (KIP-993, 3.8.0). */
  public get restrictsConfigurationFiles(): boolean {
    return this.major > 3 || this.minor >= 8;
  }

  /** The version as it was given. */
  public toString(): string {
    return this.version;
  }
}

/** A version of Apache ZooKeeper for the servers. */
export class ZooKeeperVersion {
  /** The first of its line that doesn't log passwords read from files (CVE-2026-24308). */
  public static readonly V3_8_6 = new ZooKeeperVersion('3.8.6');

  /** A version by its number; 3.8.6 or newer of the 3.8 line is what this package is tested with. */
  public static of(version: string): ZooKeeperVersion {
    return new ZooKeeperVersion(version);
  }

  private constructor(
    /** As in the image's tag. */
    public readonly version: string,
  ) {}

  /** The version as it was given. */
  public toString(): string {
    return this.version;
  }
}
