import { Duration } from './duration';
import { Size } from './size';
import type { Violation } from '../violation';

/** The smallest and the largest of something that make sense. */
interface Range<T> {
  readonly from: T;
  readonly to: T;
}

/** Numbers that have no other judge, such as Kafka itself: beyond them, nothing that was ever built could do it. */
export const SENSE = {
  brokers: { from: 1, to: 1000 },
  metadataNodes: { from: 1, to: 255 },
  /** Of a cluster that stands already. */
  brokerCount: { from: 1, to: 10_000 },
  partitions: { from: 1, to: 100_000 },
  internalTopicPartitions: { from: 1, to: 10_000 },
  /** Files of a container's log. */
  logFiles: { from: 1, to: 1000 },
  cpus: { from: 0.01, to: 1024 },
  /** A hundredth of a request thread, and a thousand of them. */
  requestPercentage: { from: 0.01, to: 100_000 },
} as const satisfies Readonly<Record<string, Range<number>>>;

/** Memory of one process. */
const MEMORY = { from: Size.mebibytes(32), to: Size.gibibytes(16_384) };
/** Certificates can't end after the year 9999, and nobody keeps anything for longer than this. */
const CENTURY = Duration.days(36_500);

export const LENGTHS = {
  validity: { from: Duration.days(1), to: CENTURY },
  alertAfter: { from: Duration.milliseconds(0), to: Duration.days(30) },
  measurements: { from: Duration.hours(1), to: CENTURY },
} as const satisfies Readonly<Record<string, Range<Duration>>>;

export const SIZES = {
  memory: MEMORY,
  logFile: { from: Size.kibibytes(64), to: Size.gibibytes(1024) },
  /** Prometheus takes 0 for no limit. */
  measurements: { from: Size.mebibytes(64), to: Size.gibibytes(2 ** 20) },
  /** A second: below that, nothing gets anywhere. */
  throttle: { from: Size.kibibytes(1), to: Size.gibibytes(1024) },
} as const satisfies Readonly<Record<string, Range<Size>>>;

/** Whether it is a whole number within sense. */
export const isCount = (value: number, { from, to }: Range<number>): boolean =>
  Number.isInteger(value) && value >= from && value <= to;

export const isWithin = (value: number, { from, to }: Range<number>): boolean => value >= from && value <= to;

/** `from 1 to 1000`. */
export const rangeInWords = <T extends number | Duration | Size>({ from, to }: Range<T>): string =>
  `from ${from.toString()} to ${to.toString()}`;

/** How many there may be, for making no more of them before the violation is told. */
export const possibleCount = (value: number, range: Range<number>): number =>
  isCount(value, { ...range, from: 0 }) ? value : range.from;

export const sizeViolations = (
  subject: string,
  what: string,
  size: Size,
  range: Range<Size> = SIZES.memory,
): readonly Violation[] =>
  isWithin(size.bytes, { from: range.from.bytes, to: range.to.bytes })
    ? []
    : [
        {
          code: 'SizeOutOfRange',
          subject,
          rule: `${what} must be ${rangeInWords(range)}`,
          value: size.toString(),
          remedy: 'correct it, or leave it out for the default',
        },
      ];

export const durationViolations = (
  subject: string,
  what: string,
  duration: Duration,
  range: Range<Duration>,
): readonly Violation[] =>
  isWithin(duration.milliseconds, { from: range.from.milliseconds, to: range.to.milliseconds })
    ? []
    : [
        {
          code: 'DurationOutOfRange',
          subject,
          rule: `${what} must be ${rangeInWords(range)}`,
          value: duration.toString(),
          remedy: 'correct it, or leave it out for the default',
        },
      ];

/** A text that must say something: a command, a name that is no more than remembered. */
export const textViolations = (subject: string, what: string, text: string | undefined): readonly Violation[] =>
  text === undefined || (text.trim() !== '' && !text.includes('\0'))
    ? []
    : [
        {
          code: 'TextMissing',
          subject,
          rule: `${what} must say something, without NUL`,
          value: JSON.stringify(text.slice(0, 80)),
          remedy: 'write it out, or leave it out for the default',
        },
      ];
