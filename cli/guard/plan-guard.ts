import Table from 'cli-table3';
import { OperationError, formatViolation, type Violation } from '../../model/violation';
import { shellWord } from '../../model/formats/shell';
import { type Allowances, optionFor } from './allowances';
import type { Loss } from './loss';
import type { Outage } from './outage';

type Harm = Loss | Outage;

/** Asks a person whether all of these may be lost, or stopped. */
export type Ask = (harms: readonly Harm[]) => Promise<boolean>;

/** Stands before every plan that is applied: nothing is lost that nobody has allowed by name, or agreed to when asked. */
export class PlanGuard {
  private readonly seen: Harm[] = [];
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
   * @throws OperationError `DestructionNotAllowed` for each loss, `OutageNotAllowed` for each server that goes without its gate
   */
  public async admit(losses: readonly Harm[], mayAsk = true): Promise<void> {
    this.seen.push(...losses);
    const open = losses.filter((loss) => !this.allowances.allows(loss, this.seen) && !this.agreed.has(keyOf(loss)));
    if (open.length === 0) {
      return;
    }
    if (this.ask !== undefined && mayAsk && (await this.ask(open))) {
      open.forEach((loss) => this.agreed.add(keyOf(loss)));
      return;
    }
    throw new OperationError(...open.map((loss) => this.violationOf(loss)));
  }

  private violationOf(harm: Harm): Violation {
    const subject = `${harm.address} of ${harm.stack}`;
    const option = `--allow-destroy ${shellWord(optionFor(harm, this.seen))}`;
    return 'server' in harm
      ? {
          code: 'OutageNotAllowed',
          subject,
          rule: `must not be taken away unasked: ${harm.what}`,
          remedy: `let it be (terraform untaint ${shellWord(harm.address)}, a gate for the cluster), or allow it: ${option}`,
        }
      : {
          code: 'DestructionNotAllowed',
          subject,
          rule: `must not be destroyed unasked: ${harm.what} would be lost${harm.replaced ? ', and an empty one made' : ''}`,
          remedy: `declare it as it was, or allow it: ${option}`,
        };
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

const keyOf = ({ stack, address }: Harm): string => `${stack}:${address}`;

/** Losses as a table. */
export function lossTable(losses: readonly Harm[]): string {
  const table = new Table({ head: ['lost', 'stack', 'address', ''], style: { head: [], border: [], compact: true } });
  table.push(
    ...losses.map(({ what, stack, address, replaced }) => [what, stack, address, replaced ? 'replaced' : 'destroyed']),
  );
  return table.toString();
}
