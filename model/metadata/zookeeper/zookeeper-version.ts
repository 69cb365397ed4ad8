import { satisfies } from 'semver';
import { checkArguments } from '../../arguments/check-arguments';
import { checkedVersion, rejectedVersion } from '../../units/version';
import { ValidationError } from '../../violation';

/** A version of Apache ZooKeeper for the servers. */
export class ZooKeeperVersion {
  /** The first of the 3.8 line that doesn't log passwords read from files (CVE-2026-24308). */
  public static readonly V3_8_6 = new ZooKeeperVersion('3.8.6');

  /**
   * A version by its number; 3.8.6 or newer of the 3.8 line, and 3.9.5, are what this package is tested with. On a cluster that stands
   * nodes are replaced one at a time, and no line comes after which a former one was declared (docs/changing.md).
   *
   * @throws ValidationError `VersionIllegal` when it isn't MAJOR.MINOR.PATCH, `VersionTooOld` below 3.8.6, and from 3.9.0 to 3.9.4, which log
   * passwords
   */
  public static of(version: string): ZooKeeperVersion {
    checkArguments('ZooKeeperVersion.of', [version]);
    const proven = ZooKeeperVersion.V3_8_6.version;
    if (!satisfies(checkedVersion('ZooKeeperVersion', version, proven), '>=3.8.6 <3.9.0 || >=3.9.5')) {
      const rule =
        'a version must be 3.8.6, 3.9.5 or newer: older ones of a line log the passwords that they read from files';
      throw new ValidationError({
        code: 'VersionTooOld',
        ...rejectedVersion('ZooKeeperVersion', rule, version, proven),
      });
    }
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
