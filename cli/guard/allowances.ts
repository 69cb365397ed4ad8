import { OperationError } from '../../model/violation';

/** Something that a plan does, by its place. */
export interface Placed {
  readonly stack: string;
  readonly address: string;
}

/** A resource that a plan takes away with harm. */
export interface Removal extends Placed {
  /** Whether another one takes its place. */
  readonly replaced: boolean;
  /** What is lost, or what happens, for people: `topic orders with its records`. */
  readonly what: string;
}

/** One `--allow-destroy`. */
interface Allowance {
  readonly text: string;
  /** Where the address alone could be of several stacks. */
  readonly stack?: string;
  readonly address: string;
}

/** What may be destroyed, by name: `kafka_topic.kafka-orders`, or `kafka-resources:kafka_topic.kafka-orders`. */
export class Allowances {
  private readonly allowances: readonly Allowance[];

  /** @throws OperationError `AllowanceIllegal`, for each that is no address, or of a stack that is not there */
  public constructor(given: readonly string[], stacks: readonly string[]) {
    this.allowances = given.map((text) => {
      const [, stack, address = ''] = /^(?:([^:.[]+):)?(.*)$/.exec(text) ?? [];
      return { text, stack, address };
    });
    const options = { code: 'AllowanceIllegal', subject: '--allow-destroy' };
    OperationError.throwIfAny(
      this.allowances.flatMap(({ text, stack, address }) => {
        if (!/^(module\..+\.)?[a-z]\w*\.[A-Za-z_][\w-]*(\[.+\])?$/.test(address)) {
          const remedy = 'write it as the plan does, such as kafka_topic.kafka-orders: npm run plan names them';
          return [{ ...options, rule: 'must be the address of a resource', value: text, remedy }];
        }
        return stack === undefined || stacks.includes(stack)
          ? []
          : [
              {
                ...options,
                rule: 'must name a stack of this cluster',
                value: text,
                remedy: `there are ${stacks.join(', ')}`,
              },
            ];
      }),
    );
  }

  /** Whether a loss is allowed; an address that losses of several stacks have must be allowed with its stack. */
  public allows(loss: Placed, losses: readonly Placed[]): boolean {
    return this.allowances.some(
      ({ stack, address }) => address === loss.address && (stack ?? ownerOf(loss, losses)) === loss.stack,
    );
  }

  /** What was allowed, and isn't destroyed. */
  public unused(losses: readonly Placed[]): readonly string[] {
    return this.allowances
      .filter(
        (allowance) =>
          !losses.some(({ stack, address }) => address === allowance.address && (allowance.stack ?? stack) === stack),
      )
      .map(({ text }) => text);
  }
}

/** The stack of the only loss that has the address; undefined where there are several. */
function ownerOf({ stack, address }: Placed, losses: readonly Placed[]): string | undefined {
  return losses.some((other) => other.address === address && other.stack !== stack) ? undefined : stack;
}

/** The option that allows a loss. */
export const optionFor = (loss: Placed, losses: readonly Placed[]): string =>
  ownerOf(loss, losses) === undefined ? `${loss.stack}:${loss.address}` : loss.address;
