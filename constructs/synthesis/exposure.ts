import type { IConstruct } from 'constructs';
import { isLoopback } from '../../model/names/host-endpoint';
import { sift, type Violation } from '../../model/violation';
import { advise } from './advise';

const REMEDY = 'leave bindAddress out, and reach it through an SSH tunnel, or a proxy that has TLS and logs people in';

/** Warns about a page that asks for a password where other machines can reach it. */
export function adviseOnPasswords(construct: IConstruct, bindAddress: string): void {
  if (!isLoopback(bindAddress)) {
    advise(construct, [
      {
        code: 'PageUnencrypted',
        subject: construct.node.path,
        rule: 'it should be bound to 127.0.0.1: passwords come to it unencrypted',
        value: bindAddress,
        remedy: REMEDY,
        unwise: true,
      },
    ]);
  }
}

/**
 * Refuses a page that asks nobody who they are where other machines can reach it.
 *
 * @throws ValidationError with the code of the exposure, unless the cluster allows it
 */
export function refuseExposure(
  construct: IConstruct,
  bindAddress: string,
  allowed: readonly string[],
  exposure: Pick<Violation, 'code' | 'rule'>,
): void {
  if (!isLoopback(bindAddress)) {
    const found = { ...exposure, subject: construct.node.path, value: bindAddress };
    const waiver = `or let it through on the cluster: allow: ['${exposure.code}']`;
    advise(construct, sift([{ ...found, remedy: `${REMEDY}; ${waiver}` }], allowed));
  }
}
