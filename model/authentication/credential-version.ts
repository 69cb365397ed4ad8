import type { Violation } from '../violation';

/** What is made anew when its version rises, and the code of one that is no version. */
const VERSIONS = {
  passwordVersion: { code: 'PasswordVersionIllegal' },
  keyVersion: { code: 'KeyVersionIllegal' },
  certificateVersion: { code: 'CertificateVersionIllegal' },
} as const;

/** A password, key or certificate is made anew when its version rises. */
export function versionViolations(subject: string, what: keyof typeof VERSIONS, version: number): readonly Violation[] {
  return Number.isSafeInteger(version) && version >= 1
    ? []
    : [
        {
          ...VERSIONS[what],
          subject,
          rule: `${what} must be a whole number, 1 at least`,
          value: version,
          remedy: 'count it up from 1',
        },
      ];
}
