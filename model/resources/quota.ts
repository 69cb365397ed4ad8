import { checkArguments } from '../arguments/check-arguments';
import { type IPrincipal, principalViolations } from './principal';
import { throwIfAny, ValidationError, type Violation } from '../violation';
import { identifier } from '../names/identifier';
import { isWithin, rangeInWords, SENSE } from '../units/sense';
import type { Size } from '../units/size';

/** Limits of a user or a client id (KIP-13, KIP-124). What is left out is not limited; each broker counts by itself. */
export interface QuotaProps {
  /**
   * `producer_byte_rate`: the most that each broker takes in a second; above 0.
   *
   * @default - no limit
   */
  readonly producePerSecond?: Size;
  /**
   * `consumer_byte_rate`: the most that each broker gives out in a second; above 0.
   *
   * @default - no limit
   */
  readonly consumePerSecond?: Size;
  /**
   * `request_percentage`: share of a broker's request threads, 100 for one whole thread; above 0.
   *
   * @default - no limit
   */
  readonly requestPercentage?: number;
}

/** Whom a quota is for: Kafka's quota entities. */
export class QuotaEntity {
  /**
   * Whoever logs in as the principal, by whatever means.
   *
   * @throws ValidationError `QuotaForEveryone` for `Principal.everyone()`: it would be for a user that is called `*`
   */
  public static user(principal: IPrincipal): QuotaEntity {
    checkArguments('QuotaEntity.user', [principal]);
    throwIfAny(principalViolations('QuotaEntity.user', principal));
    if (principal.principal === 'User:*') {
      throw new ValidationError({
        code: 'QuotaForEveryone',
        subject: 'QuotaEntity.user',
        rule: 'a quota must be for one user: unlike a rule’s, its * would be a user of that name',
        value: principal.principal,
        remedy: 'take QuotaEntity.everyUser()',
      });
    }
    return new QuotaEntity('user', principal.principal.replace(/^User:/, ''), principal);
  }

  /** Every user without a quota of its own. */
  public static everyUser(): QuotaEntity {
    return new QuotaEntity('user');
  }

  /** Clients that call themselves so (`client.id`): a way to share among the honest, since anyone may take any id. */
  public static clientId(id: string): QuotaEntity {
    checkArguments('QuotaEntity.clientId', [id]);
    return new QuotaEntity('client-id', id);
  }

  /** Every client id without a quota of its own. */
  public static everyClientId(): QuotaEntity {
    return new QuotaEntity('client-id');
  }

  private constructor(
    /** Kafka's entity type. */
    public readonly type: 'user' | 'client-id',
    /** The entity's name; undefined for Kafka's default entity. */
    public readonly name?: string,
    /** The user, who must be declared. @internal */
    public readonly principal?: IPrincipal,
  ) {}

  /** What it is called in addresses: different entities never share one. @internal */
  public get id(): string {
    return this.name === undefined ? this.type : `${this.type}-${identifier(this.name)}`;
  }
}

/** The limits by Kafka's names. */
export function quotaConfiguration(quota: QuotaProps): Record<string, number> {
  const limits = {
    producer_byte_rate: quota.producePerSecond?.bytes,
    consumer_byte_rate: quota.consumePerSecond?.bytes,
    request_percentage: quota.requestPercentage,
  };
  return Object.fromEntries(
    Object.entries(limits).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

/** What is wrong with limits: there must be one, and none may stop its user altogether. */
export function quotaViolations(subject: string, quota: QuotaProps): readonly Violation[] {
  const limits = Object.entries(quotaConfiguration(quota));
  const remedy = 'give one above 0, or leave it out for no limit';
  const rule = `a quota must have a limit, and each must be above 0, a percentage ${rangeInWords(SENSE.requestPercentage)}`;
  return limits.length === 0
    ? [{ code: 'QuotaIllegal', subject, rule, value: 'none', remedy }]
    : limits
        .filter(([name, limit]) =>
          name === 'request_percentage' ? !isWithin(limit, SENSE.requestPercentage) : limit <= 0,
        )
        .map(([name, limit]) => ({ code: 'QuotaIllegal', subject, rule, value: `${name}=${limit}`, remedy }));
}
