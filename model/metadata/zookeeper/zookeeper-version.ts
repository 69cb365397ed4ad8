import { lt } from 'semver';
import { checkArguments } from '../../arguments/check-arguments';
import { checkedVersion, rejectedVersion } from '../../units/version';
import { ValidationError } from '../../violation';

/** A version of Apache ZooKeeper for the servers. */
export class ZooKeeperVersion {
  /** The first of its line that doesn't log passwords read from files (CVE-2026-24308). */
  public static readonly V3_8_6 = new ZooKeeperVersion('3.8.6');

  /**
   * A version by its number; 3.8.6 or newer of the 3.8 line is what this package is tested with.
   *
   * @throws ValidationError `VersionIllegal` when it isn't MAJOR.MINOR.PATCH, `VersionTooOld` below 3.8.6, which logs passwords
   */
  public static of(version: string): ZooKeeperVersion {
    checkArguments('ZooKeeperVersion.of', [version]);
    const proven = ZooKeeperVersion.V3_8_6.version;
    if (lt(checkedVersion('ZooKeeperVersion', version, proven), '3.8.6')) {
      const rule = 'a version must be 3.8.6 or newer: older ones log the passwords that they read from files';
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
