import { versionViolations } from './credential-version';
import type { Violation } from '../violation';

/** A user whose credentials Kafka keeps. */
export interface ScramUser {
  readonly name: string;
  readonly mechanisms: readonly string[];
  readonly iterations: number;
  readonly passwordVersion: number;
}

/** What is wrong with a user whose credentials Kafka keeps. @param offered mechanisms of the cluster's listeners */
export function scramUserViolations(
  subject: string,
  { name, mechanisms, iterations, passwordVersion }: ScramUser,
  offered: readonly string[],
): readonly Violation[] {
  const violations: Violation[] = [];
  // `=` and `,` would let a user be called like the administrator's or a broker's distinguished name, and a name is a folder's.
  if (!/^[a-zA-Z0-9][a-zA-Z0-9._@-]{0,248}$/.test(name)) {
    violations.push({
      code: 'UserNameIllegal',
      subject,
      rule: 'a user must be named by up to 249 letters, digits, ., _, @ and -, beginning with a letter or a digit',
      value: name,
      remedy: 'rename the user',
    });
  }
  if (
    mechanisms.length === 0 ||
    new Set(mechanisms).size < mechanisms.length ||
    !mechanisms.every((each) => offered.includes(each))
  ) {
    violations.push({
      code: 'ScramMechanismsIllegal',
      subject,
      rule: `mechanisms must name one at least of those that the cluster's listeners take, each once: ${offered.join(', ')}`,
      value: mechanisms.join(', '),
      remedy: 'leave them out for all of these, or add a listener with Authentication.scram()',
    });
  }
  if (!Number.isInteger(iterations) || iterations < 4096 || iterations > 16_384) {
    violations.push({
      code: 'ScramIterationsIllegal',
      subject,
      rule: 'iterations must be a whole number from 4096 to 16384',
      value: iterations,
      remedy: 'leave it out for 8192',
    });
  }
  violations.push(...versionViolations(subject, 'passwordVersion', passwordVersion, 0));
  return violations;
}
