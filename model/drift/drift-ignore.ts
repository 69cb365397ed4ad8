import { isIP } from 'node:net';
import { checkArguments } from '../arguments/check-arguments';
import { ValidationError } from '../violation';

/** What may be somebody else's on a cluster. */
export const IGNORED_KINDS = ['user', 'client-id', 'ip', 'topic', 'broker-setting', 'topic-setting'] as const;
type IgnoredKind = (typeof IGNORED_KINDS)[number];

/** What can be named at all, where Kafka takes no other names: a star among them would stand for nothing. */
const POSSIBLE: Readonly<Partial<Record<IgnoredKind, RegExp>>> = {
  topic: /^[a-zA-Z0-9._-]{1,249}$/,
  'topic-setting': /^[\w.-]+$/,
  'broker-setting': /^[\w.-]+$/,
};

/**
 * Something on a cluster that another place answers for, so that the proof does not call it drift. The proof still counts
 * and names what it has left to others.
 */
export class DriftIgnore {
  /**
   * A user whose credentials, rules and quotas are made elsewhere.
   *
   * @param name its name as the authorizer sees it, without `User:`
   * @throws ValidationError `DriftIgnoreIllegal`
   */
  public static user(name: string): DriftIgnore {
    return new DriftIgnore('user', name, false);
  }

  /**
   * All users whose names begin so.
   *
   * @throws ValidationError `DriftIgnoreIllegal`
   */
  public static usersWithPrefix(prefix: string): DriftIgnore {
    return new DriftIgnore('user', prefix, true);
  }

  /**
   * A topic that is made elsewhere. What is declared here is compared all the same.
   *
   * @throws ValidationError `DriftIgnoreIllegal`
   */
  public static topic(name: string): DriftIgnore {
    return new DriftIgnore('topic', name, false);
  }

  /**
   * All topics whose names begin so, but those that are declared here.
   *
   * @throws ValidationError `DriftIgnoreIllegal`
   */
  public static topicsWithPrefix(prefix: string): DriftIgnore {
    return new DriftIgnore('topic', prefix, true);
  }

  /**
   * A setting of topics, by Kafka's name, that another tool sets, such as `leader.replication.throttled.replicas`. One that a
   * topic's declaration gives is compared all the same.
   *
   * @throws ValidationError `DriftIgnoreIllegal`
   */
  public static topicSetting(name: string): DriftIgnore {
    return new DriftIgnore('topic-setting', name, false);
  }

  /**
   * A setting of the brokers, by Kafka's name, that another tool changes while they run, for one of them or for all.
   *
   * @throws ValidationError `DriftIgnoreIllegal`
   */
  public static brokerSetting(name: string): DriftIgnore {
    return new DriftIgnore('broker-setting', name, false);
  }

  /**
   * A client id whose quotas are made elsewhere.
   *
   * @throws ValidationError `DriftIgnoreIllegal`
   */
  public static clientId(id: string): DriftIgnore {
    return new DriftIgnore('client-id', id, false);
  }

  /**
   * An IP address whose quotas (KIP-612) are made elsewhere.
   *
   * @throws ValidationError `DriftIgnoreIllegal`
   */
  public static ipAddress(address: string): DriftIgnore {
    return new DriftIgnore('ip', address, false);
  }

  private constructor(
    private readonly kind: IgnoredKind,
    private readonly name: string,
    private readonly prefixed: boolean,
  ) {
    // All of them take one text.
    checkArguments('DriftIgnore.user', [name], `DriftIgnore, ${kind}`);
    if (
      name === '' ||
      name !== name.trim() ||
      name.startsWith('User:') ||
      (kind === 'user' && name === '*') ||
      POSSIBLE[kind]?.test(name) === false ||
      (kind === 'ip' && isIP(name) === 0)
    ) {
      throw new ValidationError({
        code: 'DriftIgnoreIllegal',
        subject: `DriftIgnore, ${kind}`,
        rule: 'what is left to others must be named as Kafka names such things, without User:, patterns and blanks at its ends, and an address must be one; what everyone may do is nobody else’s',
        value: JSON.stringify(name),
        remedy: 'give the name as Kafka has it, or take usersWithPrefix or topicsWithPrefix for several',
      });
    }
  }

  /** As the tools that run after apply read it. @internal */
  public toManifest(): { readonly kind: IgnoredKind; readonly name: string; readonly prefixed: boolean } {
    return { kind: this.kind, name: this.name, prefixed: this.prefixed };
  }
}
