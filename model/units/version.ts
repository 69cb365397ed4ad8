import { compare, gte, lt, parse } from 'semver';
import { checkArguments } from '../arguments/check-arguments';
import { ValidationError, type Violation } from '../violation';

/** A version of Apache Kafka, which answers what it can do. */
export class KafkaVersion {
  /** The last line that runs with ZooKeeper; CVE-2025-27817, CVE-2025-27818 and CVE-2026-35554 are mended in it. */
  public static readonly V3_9_2 = new KafkaVersion('3.9.2');

  /** The newest one: it keeps its metadata in KRaft alone. */
  public static readonly V4_4_0 = new KafkaVersion('4.4.0');

  /**
   * A version by its number, such as `3.8.1`.
   *
   * @throws ValidationError `VersionIllegal` when it isn't MAJOR.MINOR.PATCH, `VersionTooOld` below 3.3: nothing here was made
   * for those. Below 3.8 brokers have no allow-list of the files that their configuration may read, and do without.
   */
  public static of(version: string): KafkaVersion {
    checkArguments('KafkaVersion.of', [version]);
    const proven = KafkaVersion.V3_9_2.version;
    if (lt(checkedVersion('KafkaVersion', version, proven), '3.3.0')) {
      throw new ValidationError({
        code: 'VersionTooOld',
        ...rejectedVersion('KafkaVersion', 'a version must be 3.3.0 or newer', version, proven),
      });
    }
    return new KafkaVersion(version);
  }

  private constructor(
    /** As in the image's tag. */
    public readonly version: string,
  ) {}

  /** The line of releases that it belongs to, such as `3.9`. */
  public get line(): string {
    return lineOf(this.version);
  }

  /** Whether it is of a later line than another version. @internal */
  public isAbove(other: KafkaVersion): boolean {
    return compareLines(this.version, other.version) > 0;
  }

  /** Whether brokers can keep their metadata in ZooKeeper: removed in 4.0 (KIP-500). */
  public get supportsZooKeeper(): boolean {
    return lt(this.version, '4.0.0');
  }

  /** Whether this package has been tried with a KRaft quorum of that version: of 3.9, the last line that has both, and of 4.4. */
  public get supportsKraft(): boolean {
    return ['3.9', '4.4'].includes(this.line);
  }

  /** Whether a static KRaft quorum can become one whose members change (KIP-853, from 4.1 on). */
  public get supportsDynamicQuorum(): boolean {
    return gte(this.version, '4.1.0');
  }

  /** Whether servers and Kafka's tools log by Log4j 2 (KIP-653), and not by what reads Log4j's former configuration. @internal */
  public get logsByLog4j2(): boolean {
    return gte(this.version, '4.0.0');
  }

  /** `allowed.paths` of the file configuration provider (KIP-993, 3.8.0). */
  public get restrictsConfigurationFiles(): boolean {
    return gte(this.version, '3.8.0');
  }

  /** The class that looks at tokens of OAUTHBEARER (KIP-768); 3.4 moved it to another package. @internal */
  public get tokenValidator(): string {
    const own = lt(this.version, '3.4.0') ? 'secured.' : '';
    return `org.apache.kafka.common.security.oauthbearer.${own}OAuthBearerValidatorCallbackHandler`;
  }

  /** The version as it was given. */
  public toString(): string {
    return this.version;
  }
}

/** `3.9` of a version such as `3.9.2`, or of a protocol such as `3.9-IV0`; `0.0` of what is neither. */
export const lineOf = (version: string): string => numbersOf(version).join('.');

function numbersOf(version: string): readonly [number, number] {
  const [, major = 0, minor = 0] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  return [Number(major), Number(minor)];
}

/** Which of two versions, protocols, or lines such as `3.9`, is of the later line: above 0 for the first, 0 for one line. */
export function compareLines(one: string, other: string): number {
  const [[major, minor], [otherMajor, otherMinor]] = [numbersOf(one), numbersOf(other)];
  return major - otherMajor || minor - otherMinor;
}

/** A version as it stands in an image's tag: no prefix, no pre-release, no build. @throws ValidationError `VersionIllegal` */
export function checkedVersion(subject: string, version: string, proven: string): string {
  const parsed = parse(version);
  if (parsed?.version !== version || parsed.prerelease.length > 0) {
    throw new ValidationError({
      code: 'VersionIllegal',
      ...rejectedVersion(subject, 'a version must be MAJOR.MINOR.PATCH', version, proven),
    });
  }
  return version;
}

/** What is wrong with a version. */
export const rejectedVersion = (
  subject: string,
  rule: string,
  value: string,
  proven: string,
): Omit<Violation, 'code'> => ({
  subject,
  rule,
  value,
  remedy: `take ${proven}`,
});

/** The earliest of versions as tags and labels say them; what is none is left out. */
export const earliestVersion = (versions: readonly string[]): string | undefined =>
  versions
    .filter((version) => parse(version) !== null)
    .sort(compare)
    .at(0);
