import { type Callable, checkArguments } from '../arguments/check-arguments';
import { ValidationError } from '../violation';

/** A length of time, so that no bare number has to be read with a unit in mind. Each factory refuses, by `DurationIllegal`, what is no whole number of milliseconds, 0 or more. */
export class Duration {
  /** `amount` thousandths of a second. */
  public static milliseconds(amount: number): Duration {
    return new Duration('Duration.milliseconds', amount, 1);
  }

  /** `amount` seconds. */
  public static seconds(amount: number): Duration {
    return new Duration('Duration.seconds', amount, 1000);
  }

  /** `amount` times 60 seconds. */
  public static minutes(amount: number): Duration {
    return new Duration('Duration.minutes', amount, 60_000);
  }

  /** `amount` times 60 minutes. */
  public static hours(amount: number): Duration {
    return new Duration('Duration.hours', amount, 3_600_000);
  }

  /** `amount` times 24 hours. */
  public static days(amount: number): Duration {
    return new Duration('Duration.days', amount, 86_400_000);
  }

  /** Whole milliseconds. */
  public readonly milliseconds: number;

  private constructor(factory: Callable, amount: number, unit: number) {
    checkArguments(factory, [amount]);
    const milliseconds = amount * unit;
    if (!Number.isSafeInteger(milliseconds) || milliseconds < 0) {
      throw new ValidationError({
        code: 'DurationIllegal',
        subject: 'Duration',
        rule: 'a duration must be a whole number of milliseconds, 0 or more',
        value: milliseconds,
        remedy: 'correct it, or leave it out for the default',
      });
    }
    this.milliseconds = milliseconds;
  }

  /** Whole seconds, rounded up, so that a time-out is never shorter than asked for. */
  public get seconds(): number {
    return Math.ceil(this.milliseconds / 1000);
  }

  /** Whole days, rounded up. */
  public get days(): number {
    return Math.ceil(this.milliseconds / 86_400_000);
  }

  /** The shortest exact form, such as `7d`, `90s`, `1500ms`. */
  public toString(): string {
    const units: readonly (readonly [number, string])[] = [
      [86_400_000, 'd'],
      [3_600_000, 'h'],
      [60_000, 'min'],
      [1000, 's'],
    ];
    const unit = units.find(([size]) => this.milliseconds > 0 && this.milliseconds % size === 0);
    return unit === undefined ? `${this.milliseconds}ms` : `${this.milliseconds / unit[0]}${unit[1]}`;
  }
}
