import type { Violation } from '../violation';

/** What is made anew when its version rises, and the code of one that is no version. */
const VERSIONS = {
  passwordVersion: { code: 'PasswordVersionIllegal' },
  keyVersion: { code: 'KeyVersionIllegal' },
  certificateVersion: { code: 'CertificateVersionIllegal' },
} as const;

/** A password, key or certificate is made anew when its version rises. @param least the first version */
export function versionViolations(
  subject: string,
  what: keyof typeof VERSIONS,
  version: number,
  least = 1,
): readonly Violation[] {
  return Number.isSafeInteger(version) && version >= least
    ? []
    : [
        {
          ...VERSIONS[what],
          subject,
          rule: `${what} must be a whole number, ${least} at least`,
          value: version,
          remedy: 'count it up from 1',
        },
      ];
}
