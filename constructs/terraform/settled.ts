import { type IResolvable, type IResolveContext, type TerraformElement, TerraformStack } from 'cdktf';
import { CodedError } from '../../model/violation';

/**
 * Has an element rendered quickly. cdktf looks for its tokens in every text and every name of a resource, each of the three times that it
 * goes through it; most hold none. What is rendered stays what it was.
 */
export function settled<E extends TerraformElement>(element: E): E {
  const render = element.toTerraform.bind(element) as () => Rendered;
  element.toTerraform = (): unknown => {
    const rendered = render();
    return isOverridden(TerraformStack.of(element)) ? rendered : new Fragment(rendered);
  };
  return element;
}

/** What an element is rendered to, made anew each time: its attributes by type and address. */
interface Rendered {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Whoever overrides something by the stack reaches into what all resources were rendered to. */
const isOverridden = (stack: TerraformStack): boolean => 'resource' in (Reflect.get(stack, 'rawOverrides') as object);

/** Gives cdktf nothing to look through, and something else in its place afterwards. */
abstract class Replaced<V> implements IResolvable {
  public readonly creationStack: string[] = [];

  public constructor(protected readonly value: V) {}

  public resolve(context: IResolveContext): unknown {
    const replacement = this.replacement(context);
    context.registerPostProcessor({ postProcess: () => replacement });
    return null;
  }

  public toString(): string {
    return 'attributes';
  }

  public toJSON(): unknown {
    return this.value;
  }

  protected abstract replacement(context: IResolveContext): unknown;
}

/** What an element was rendered to, of which the attributes of a resource are what is large. */
class Fragment extends Replaced<Rendered> {
  protected replacement(context: IResolveContext): unknown {
    const { resource, ...others } = this.value;
    return {
      ...(settle(others, context) as object),
      ...(resource && {
        resource: mapped(resource, (addresses, type) =>
          mapped(addresses, (attributes, address) => new Settled(settleAt(`${type}.${address}`, attributes, context))),
        ),
      }),
    };
  }
}

const mapped = <V>(
  record: Readonly<Record<string, V>>,
  each: (value: V, name: string) => unknown,
): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, each(value, name)]));

/** What cdktf can't resolve it tells by a path that begins here: this is whose it is. */
function settleAt(address: string, attributes: unknown, context: IResolveContext): unknown {
  try {
    return settle(attributes, context);
  } catch (error) {
    if (error instanceof Error && !(error instanceof CodedError)) {
      error.message = `${address}: ${error.message}`;
    }
    throw error;
  }
}

/** Attributes without tokens, which cdktf puts beside all others, and goes through once more. */
class Settled extends Replaced<unknown> {
  protected replacement(): unknown {
    return this.value;
  }
}

/** As cdktf resolves a value: nothing is left of what is undefined, and its tokens are what they stand for. */
function settle(value: unknown, context: IResolveContext): unknown {
  if (typeof value !== 'object' || value === null) {
    return isToken(value) ? (context.resolve(value) as unknown) : value;
  }
  if (Array.isArray(value)) {
    // A list may be a token as a whole, by one of its texts or numbers.
    return value.some(isToken)
      ? (context.resolve(value) as unknown)
      : value.map((each: unknown) => settle(each, context)).filter((each) => each !== undefined);
  }
  const entries = Object.entries(value) as [string, unknown][];
  // Constructs and tokens are cdktf's business, and so are maps that are tokens by a name.
  if (
    Object.getPrototypeOf(value) !== Object.prototype ||
    'resolve' in value ||
    entries.some(([name]) => isToken(name))
  ) {
    return context.resolve(value) as unknown;
  }
  const result: Record<string, unknown> = {};
  for (const [name, each] of entries) {
    const found = settle(each, context);
    if (found !== undefined) {
      result[name] = found;
    }
  }
  return result;
}

/** cdktf's tokens stand in texts and in very large numbers, also where these have become text; functions it refuses. */
const isToken = (value: unknown): boolean =>
  typeof value === 'string'
    ? value.includes('TfToken[') || value.includes('e+')
    : typeof value === 'number'
      ? Math.abs(value) > 1e200
      : typeof value === 'function';
