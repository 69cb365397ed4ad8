import type { Violation } from '../violation';

/** A certificate that was issued to a user who is no longer declared as one, and has not ended. */
export interface LivingCertificate {
  /** Name of the user that it was issued to. */
  readonly name: string;
  readonly ends: Date;
}

/** Somebody else with the name of a certificate that lives on: whoever holds that has the other one's rights. */
export const reusedNameViolations = (
  cluster: string,
  certificates: readonly LivingCertificate[],
): readonly Violation[] =>
  certificates.map(({ name, ends }) => ({
    code: 'UserNameReused',
    subject: `cluster ${cluster}/user ${name}`,
    rule: 'must not be named like a former certificate user whose certificate has not ended: whoever kept it is let in as this user',
    value: `valid until ${ends.toISOString().slice(0, 10)}`,
    remedy:
      "take another name, or await that day; where nobody can have kept the certificate, let it through on the cluster: allow: ['UserNameReused']",
  }));
