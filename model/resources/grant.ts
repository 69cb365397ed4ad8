import type { AclRule } from './acl-rule';
import type { IPrincipal } from './principal';

/** What was granted, to whom; the rules stand already when it is returned. */
export class Grant {
  /** @internal */
  public constructor(
    /** Who may do it now. */
    public readonly grantee: IPrincipal,
    /** The rules that it stands for, with their defaults filled in. */
    public readonly rules: readonly Required<AclRule>[],
  ) {}
}
