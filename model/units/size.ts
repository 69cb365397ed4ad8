import { type Callable, checkArguments } from '../arguments/check-arguments';
import { ValidationError } from '../violation';

/** An amount of memory or data, in units of 1,024. Each factory refuses, by `SizeIllegal`, what is no whole number of bytes, 0 or more. */
export class Size {
  /** `amount` bytes. */
  public static bytes(amount: number): Size {
    return new Size('Size.bytes', amount, 1);
  }

  /** `amount` times 1,024 bytes. */
  public static kibibytes(amount: number): Size {
    return new Size('Size.kibibytes', amount, 1024);
  }

  /** `amount` times 1,024 KiB. */
  public static mebibytes(amount: number): Size {
    return new Size('Size.mebibytes', amount, 1_048_576);
  }

  /** `amount` times 1,024 MiB. */
  public static gibibytes(amount: number): Size {
    return new Size('Size.gibibytes', amount, 1_073_741_824);
  }

  /** Whole bytes. */
  public readonly bytes: number;

  private constructor(factory: Callable, amount: number, unit: number) {
    checkArguments(factory, [amount]);
    const bytes = amount * unit;
    if (!Number.isSafeInteger(bytes) || bytes < 0) {
      throw new ValidationError({
        code: 'SizeIllegal',
        subject: 'Size',
        rule: 'a size must be a whole number of bytes, 0 or more',
        value: bytes,
        remedy: 'correct it, or leave it out for the default',
      });
    }
    this.bytes = bytes;
  }

  /** Whole mebibytes, rounded up. */
  public get mebibytes(): number {
    return Math.ceil(this.bytes / 1_048_576);
  }

  /** The shortest exact form, such as `512MiB`. */
  public toString(): string {
    const units: readonly (readonly [number, string])[] = [
      [1_073_741_824, 'GiB'],
      [1_048_576, 'MiB'],
      [1024, 'KiB'],
    ];
    const unit = units.find(([size]) => this.bytes > 0 && this.bytes % size === 0);
    return unit === undefined ? `${this.bytes}B` : `${this.bytes / unit[0]}${unit[1]}`;
  }
}
