import type { IConstruct } from 'constructs';
import { advise } from './advise';
import { isLoopback } from '../../model/names/host-endpoint';
import { type Advice, sift, type Violation } from '../../model/violation';

/** What a page has no protection against, where other machines can reach it. */
type Exposure = Pick<Violation, 'code' | 'rule'> & Partial<Pick<Advice, 'unwise'>>;

/**
 * Refuses a page that other machines can reach, or warns about one that is no more than unwise to have there.
 *
 * @throws ValidationError with the code of the exposure, unless the cluster allows it
 */
export function checkExposure(
  construct: IConstruct,
  bindAddress: string,
  allowed: readonly string[],
  exposure: Exposure,
): void {
  if (isLoopback(bindAddress)) {
    return;
  }
  const found = {
    ...exposure,
    subject: construct.node.path,
    value: bindAddress,
    remedy:
      'leave bindAddress out, and reach it through an SSH tunnel, or a proxy that has TLS and logs people in' +
      (exposure.unwise === true ? '' : `; or let it through on the cluster: allow: ['${exposure.code}']`),
  };
  advise(construct, sift([found], allowed));
}
