/** One thing that is wrong: what, which rule it breaks, the value found, and what to do about it. */
export interface Fault {
  /** Stable code, for searching and for letting a rule through by name, such as `ReplicationTooHigh`. */
  readonly code: string;
  /** What is wrong, by its path or name, such as `Kafka/Topics/orders`. */
  readonly subject: string;
  /** The rule that is broken, as a sentence without a subject: `replicationFactor must be at most 3 (brokers)`. */
  readonly rule: string;
  /** The value that was found, when there is one that may be shown (never a secret). */
  readonly value?: string | number;
  /** What to do about it. */
  readonly remedy: string;
}

/** A fault that is no more than unwise. */
export interface Advice extends Fault {
  readonly unwise: true;
}

/** One line for people: `[Code] subject: rule, got value; remedy`. */
export function formatFault(fault: Fault): string {
  const got = fault.value === undefined ? '' : `, got ${fault.value === '' ? '""' : String(fault.value)}`;
  return `[${fault.code}] ${fault.subject}: ${fault.rule}${got}; ${fault.remedy}`;
}

/** Thrown with every fault of one pass at once, so that a person mends them together. */
export class FaultError extends Error {
  /** Everything that was found in one pass. */
  public readonly faults: readonly Fault[];

  /** One error for all faults; its message has a line for each. */
  public constructor(...faults: readonly Fault[]) {
    super(faults.map(formatFault).join('\n'));
    this.name = 'FaultError';
    this.faults = faults;
  }
}

/** Throws a {@link FaultError} when there is any fault. */
export function throwIfAny(faults: readonly Fault[]): void {
  if (faults.length > 0) {
    throw new FaultError(...faults);
  }
}

/**
 * Parts what is wrong from what is unwise; faults that are let through by their codes become advice.
 *
 * @returns the advice
 * @throws FaultError with everything that is wrong
 */
export function sift(findings: readonly (Fault | Advice)[], allowed: readonly string[]): readonly Advice[] {
  const isAdvice = (finding: Fault | Advice): boolean => 'unwise' in finding || allowed.includes(finding.code);
  throwIfAny(findings.filter((finding) => !isAdvice(finding)));
  return findings.map((finding) => ({ ...finding, unwise: true }));
}

/** A fault for every value that is there more than once. */
export function duplicates(
  values: readonly (string | number)[],
  fault: { readonly code: string; readonly subject: string; readonly what: string },
): readonly Fault[] {
  const seen = new Set<string | number>();
  const twice = new Set<string | number>();
  for (const value of values) {
    (seen.has(value) ? twice : seen).add(value);
  }
  return [...twice].map((value) => ({
    code: fault.code,
    subject: fault.subject,
    rule: `${fault.what} must be unique`,
    value,
    remedy: 'change one of them',
  }));
}
