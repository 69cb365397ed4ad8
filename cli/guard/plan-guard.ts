import Table from 'cli-table3';
import { OperationError, formatViolation } from '../../model/violation';
import { shellWord } from '../../model/formats/shell';
import { type Allowances, optionFor } from './allowances';
import type { Loss } from './loss';

/** Asks a person whether all of these may be lost. */
export type Ask = (losses: readonly Loss[]) => Promise<boolean>;

/** Stands before every plan that is applied: nothing is lost that nobody has allowed by name, or agreed to when asked. */
export class PlanGuard {
  private readonly seen: Loss[] = [];
  private readonly agreed = new Set<string>();

  /** @param ask absent where there is nobody to be asked */
  public constructor(
    private readonly allowances: Allowances,
    private readonly ask?: Ask,
  ) {}

  /**
   * Lets what plans destroy pass, or refuses all of it.
   *
   * @param mayAsk false amid a deployment, where nobody can be asked any more
   * @throws OperationError `DestructionNotAllowed`, for each loss
   */
  public async admit(losses: readonly Loss[], mayAsk = true): Promise<void> {
    this.seen.push(...losses);
    const open = losses.filter((loss) => !this.allowances.allows(loss, this.seen) && !this.agreed.has(keyOf(loss)));
    if (open.length === 0) {
      return;
    }
    if (this.ask !== undefined && mayAsk && (await this.ask(open))) {
      open.forEach((loss) => this.agreed.add(keyOf(loss)));
      return;
    }
    throw new OperationError(
      ...open.map((loss) => ({
        code: 'DestructionNotAllowed',
        subject: `${loss.address} of ${loss.stack}`,
        rule: `must not be destroyed unasked: ${loss.what} would be lost${loss.replaced ? ', and an empty one made' : ''}`,
        remedy: `declare it as it was, or allow it: --allow-destroy ${shellWord(optionFor(loss, this.seen))}`,
      })),
    );
  }

  /** Advice about what was allowed and is not destroyed: a second run of a pipeline has that too. */
  public unused(): readonly string[] {
    return this.allowances.unused(this.seen).map((value) =>
      formatViolation({
        code: 'AllowanceUnused',
        subject: '--allow-destroy',
        rule: 'should name something that is destroyed',
        value,
        remedy: 'take it away',
      }),
    );
  }
}

const keyOf = ({ stack, address }: Loss): string => `${stack}:${address}`;

/** Losses as a table. */
export function lossTable(losses: readonly Loss[]): string {
  const table = new Table({ head: ['lost', 'stack', 'address', ''], style: { head: [], border: [], compact: true } });
  table.push(
    ...losses.map(({ what, stack, address, replaced }) => [what, stack, address, replaced ? 'replaced' : 'destroyed']),
  );
  return table.toString();
}
