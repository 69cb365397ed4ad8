import type { IConstruct } from 'constructs';
import { advise } from './advise';
import { isLoopback } from '../../model/names/host-endpoint';
import type { Advice } from '../../model/violation';

/** Warns about a page that other machines can reach; the caller says what the page has no protection against. */
export function adviseOnExposure(
  construct: IConstruct,
  bindAddress: string,
  advice: Pick<Advice, 'code' | 'rule' | 'unwise'>,
): void {
  if (isLoopback(bindAddress)) {
    return;
  }
  advise(construct, [
    {
      ...advice,
      subject: construct.node.path,
      value: bindAddress,
      remedy: 'leave bindAddress out, and reach it through an SSH tunnel, or a proxy that has TLS and logs people in',
    },
  ]);
}
