import { isIP } from 'node:net';
import { type Violation } from '../violation';
import { blankless, integerOf, isDecimal, javaDouble } from './java-text';

/** How Kafka defines a setting, as the generated file holds it. */
export interface Definition {
  /** First and last line of releases that have it so; left out where all do. */
  readonly in?: readonly string[];
  readonly type: string;
  readonly default?: string;
  readonly importance: string;
  /** `per-broker` or `cluster-wide`, where it can be changed while a broker runs. */
  readonly mode?: string;
  readonly min?: string;
  readonly max?: string;
  /** Accepted beside what lies between. */
  readonly also?: readonly string[];
  readonly values?: readonly string[];
  /** How a text is held against the values, where it isn't one of them as it is. */
  readonly rule?: string;
}

type BrokenRule = Pick<Violation, 'code' | 'rule'>;

/** Least and most of Java's whole numbers, by their types in Kafka's definitions. */
const WHOLE: Readonly<Record<string, readonly [bigint, bigint]>> = {
  short: [-(2n ** 15n), 2n ** 15n - 1n],
  int: [-(2n ** 31n), 2n ** 31n - 1n],
  long: [-(2n ** 63n), 2n ** 63n - 1n],
};

/** One setting of one version of Kafka, which tells what may be its value. */
export class SettingDefinition {
  /** Kafka's default, where there is one. */
  public readonly default: string | undefined;
  /** Whether its value is one that nobody may show. */
  public readonly isSecret: boolean;

  public constructor(
    /** Kafka's name for it. */
    public readonly name: string,
    private readonly definition: Definition,
  ) {
    this.default = definition.default;
    this.isSecret = definition.type === 'password';
  }

  /** What is wrong with a value as Kafka reads it, when anything is. */
  public check(value: string): BrokenRule | undefined {
    const text = blankless(value);
    const { type } = this.definition;
    const whole = WHOLE[type];
    if (whole !== undefined) {
      return this.checkWhole(text, whole);
    }
    switch (type) {
      case 'double':
        return this.checkDecimal(text);
      case 'boolean':
        return /^(true|false)$/i.test(text) ? undefined : this.malformed('true or false');
      default:
        return this.checkText(text);
    }
  }

  /** A right value as Kafka shows it once it has read it. */
  public shown(value: string): string {
    const text = blankless(value);
    const { type } = this.definition;
    if (WHOLE[type] !== undefined) {
      return integerOf(text)?.toString() ?? text;
    }
    switch (type) {
      case 'double':
        return javaDouble(Number.parseFloat(text));
      case 'boolean':
        return text.toLowerCase();
      case 'list':
        return itemsOf(text).join(',');
      default:
        return text;
    }
  }

  private checkWhole(text: string, [least, most]: readonly [bigint, bigint]): BrokenRule | undefined {
    const { min, max, also = [] } = this.definition;
    const lower = min === undefined ? least : BigInt(min);
    const upper = max === undefined ? most : BigInt(max);
    const number = integerOf(text);
    if (number === undefined && !isDecimal(text)) {
      return this.malformed('a whole number');
    }
    return number !== undefined && ((number >= lower && number <= upper) || also.includes(number.toString()))
      ? undefined
      : this.outOfRange(`a whole number from ${lower} to ${upper}`);
  }

  private checkDecimal(text: string): BrokenRule | undefined {
    if (!isDecimal(text)) {
      return this.malformed('a number');
    }
    const { min = '-Infinity', max = 'Infinity' } = this.definition;
    const number = Number.parseFloat(text);
    if (number >= Number(min) && number <= Number(max)) {
      return undefined;
    }
    return this.outOfRange(max === 'Infinity' ? `a number, ${min} at least` : `a number from ${min} to ${max}`);
  }

  private checkText(text: string): BrokenRule | undefined {
    const { values = [], rule } = this.definition;
    switch (rule) {
      case undefined:
        return values.length === 0 || values.includes(text) ? undefined : this.unknown('one', values);
      case 'list':
        return itemsOf(text).every((item) => values.includes(item)) ? undefined : this.unknown('a list of any', values);
      case 'ignore-case':
        return values.includes(text.toUpperCase()) ? undefined : this.unknown('one', values);
      case 'release':
        return isRelease(text, values) ? undefined : this.malformed('a release of Kafka, up to that of the brokers');
      case 'replicas':
        return text === '*' || itemsOf(text).every((item) => /^(\d+:\d+)?$/.test(item))
          ? undefined
          : this.malformed('a list of partition:broker, or *');
      case 'hosts':
        return itemsOf(text).every((item) => item === '' || isHostWithNumber(item))
          ? undefined
          : this.malformed('a list of host:number');
      case 'not-empty':
        return text === '' ? this.malformed('a text that is not empty') : undefined;
      default:
        throw new Error(`${this.name} has a rule that is not known: ${rule}`);
    }
  }

  private malformed(what: string): BrokenRule {
    return { code: 'SettingMalformed', rule: `${this.name} must be ${what}` };
  }

  private outOfRange(what: string): BrokenRule {
    const also = this.definition.also?.map((value) => `${value}, or `).join('') ?? '';
    return { code: 'SettingOutOfRange', rule: `${this.name} must be ${also}${what}` };
  }

  private unknown(what: string, values: readonly string[]): BrokenRule {
    return { code: 'SettingValueUnknown', rule: `${this.name} must be ${what} of ${values.join(', ')}` };
  }
}

/** Brokers look each host up when they start, and end where there is none; what looks like an address in full must be one. */
function isHostWithNumber(item: string): boolean {
  const [, host] = /^(.+):\s*\d+$/.exec(item) ?? [];
  return host !== undefined && (isIP(host) !== 0 || !/^\d+(\.\d+){3}$/.test(host));
}

const itemsOf = (text: string): readonly string[] => (text === '' ? [] : text.split(/\s*,\s*/));

/** A release by its whole name, or by the numbers before what sets a step of its development apart: `3.9`, `3.9.2`, `3.9-IV0`. */
function isRelease(text: string, releases: readonly string[]): boolean {
  const short = text
    .split('.')
    .slice(0, text.startsWith('0.') ? 3 : 2)
    .join('.');
  return releases.some((release) => release === short || release.replace(/-IV\d+$/, '') === short);
}
