import type { AuthorityFingerprint } from '../model/certificates/identity';
import type { WaivableViolation } from '../model/declaration/cluster-props';
import { formatViolation, ValidationError, type Violation } from '../model/violation';

/**
 * Former name of {@link Violation}.
 *
 * @deprecated Say `Violation`; this name goes with the next version.
 */
export type Fault = Violation;

/**
 * Former name of {@link WaivableViolation}.
 *
 * @deprecated Say `WaivableViolation`; this name goes with the next version.
 */
export type WaivableFault = WaivableViolation;

/**
 * Former name of {@link AuthorityFingerprint}.
 *
 * @deprecated Say `AuthorityFingerprint`; this name goes with the next version.
 */
export type BroughtAuthority = AuthorityFingerprint;

/**
 * Former name of {@link ValidationError}, for `instanceof`.
 *
 * @deprecated Say `ValidationError`; this name goes with the next version.
 */
export const FaultError = ValidationError;

/**
 * Former name of {@link ValidationError}, as a type.
 *
 * @deprecated Say `ValidationError`; this name goes with the next version.
 */
export type FaultError = ValidationError;

/**
 * Former name of {@link formatViolation}.
 *
 * @deprecated Say `formatViolation`; this name goes with the next version.
 */
export const formatFault = formatViolation;
