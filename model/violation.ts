/** One thing that is wrong: what, which rule it breaks, the value found, and what to do about it. */
export interface Violation {
  /** Stable code, for searching and for letting a rule through by name, such as `ReplicationTooHigh`. */
  readonly code: string;
  /** What is wrong, by its path or name, such as `Kafka/Topics/orders`. */
  readonly subject: string;
  /** The rule that is broken, as a sentence without a subject: `replicationFactor must be at most 3 (brokers)`. */
  readonly rule: string;
  /**
   * The value that was found, when there is one that may be shown (never a secret).
   *
   * @default - there is none
   */
  readonly value?: string | number;
  /** What to do about it. */
  readonly remedy: string;
}

/** A violation that is no more than unwise. */
export interface Advice extends Violation {
  /** That it goes through, with a warning. */
  readonly unwise: true;
}

/** One line for people: `[Code] subject: rule, got value; remedy`. */
export function formatViolation(violation: Violation): string {
  const got = violation.value === undefined ? '' : `, got ${violation.value === '' ? '""' : String(violation.value)}`;
  return `[${violation.code}] ${violation.subject}: ${violation.rule}${got}; ${violation.remedy}`;
}

/** An error that says what was wrong in a form that people and programs can read. */
export abstract class CodedError extends Error {
  /** Everything that was found in one pass. */
  public readonly violations: readonly Violation[];

  /** One error for all violations; its message has a line for each. */
  public constructor(...violations: readonly Violation[]) {
    super(violations.map(formatViolation).join('\n'));
    this.name = new.target.name;
    this.violations = violations;
  }
}

/** A declaration that can't work: thrown at synth with every violation of one pass at once, so that a person mends them together. */
export class ValidationError extends CodedError {
  /**
   * What was found, by its former name.
   *
   * @deprecated Read `violations`; this name goes with the next version.
   */
  public get faults(): readonly Violation[] {
    return this.violations;
  }
}

/** Something that failed after synth: on the engine, in the cluster, or in a command. */
export class OperationError extends CodedError {
  /** Throws one for all violations, when there is any. */
  public static throwIfAny(violations: readonly Violation[]): void {
    if (violations.length > 0) {
      throw new OperationError(...violations);
    }
  }
}

/** Throws a {@link ValidationError} when there is any violation. */
export function throwIfAny(violations: readonly Violation[]): void {
  if (violations.length > 0) {
    throw new ValidationError(...violations);
  }
}

/**
 * Parts what is wrong from what is unwise; violations that are let through by their codes become advice.
 *
 * @returns the advice
 * @throws ValidationError with everything that is wrong
 */
export function sift(found: readonly (Violation | Advice)[], allowed: readonly string[]): readonly Advice[] {
  const isAdvice = (each: Violation | Advice): boolean => 'unwise' in each || allowed.includes(each.code);
  throwIfAny(found.filter((each) => !isAdvice(each)));
  return found.map((each) => ({ ...each, unwise: true }));
}

/** A violation for every value that is there more than once. */
export function duplicates(
  values: readonly (string | number)[],
  violation: { readonly code: string; readonly subject: string; readonly what: string },
): readonly Violation[] {
  const seen = new Set<string | number>();
  const twice = new Set<string | number>();
  for (const value of values) {
    (seen.has(value) ? twice : seen).add(value);
  }
  return [...twice].map((value) => ({
    code: violation.code,
    subject: violation.subject,
    rule: `${violation.what} must be unique`,
    value,
    remedy: 'change one of them',
  }));
}
