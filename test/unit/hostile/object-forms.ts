import { isOfNoClass } from '../../../model/arguments/check-arguments';
import type { TypeDescription } from '../../../model/arguments/type-description';

type Rebuild = (entries: readonly (readonly [string, unknown])[]) => object;

/** The same value of other objects and lists, in whatever depth; what is of a class stays what it is. */
const rebuilt =
  (object: Rebuild, list: (values: readonly unknown[]) => readonly unknown[] = (values) => values) =>
  (value: unknown): unknown => {
    const inner = rebuilt(object, list);
    if (Array.isArray(value)) {
      return list(value.map(inner));
    }
    return typeof value === 'object' && value !== null && isOfNoClass(value)
      ? object(Object.entries(value).map(([key, each]) => [key, inner(each)] as const))
      : value;
  };

/** Props that a program reads from an object of its own making: none of them is the object's own. */
const readFromClass = (value: unknown, type: TypeDescription): unknown => {
  // What is no props is a map, and has nobody's class.
  if (
    typeof type === 'string' ||
    !('props' in type) ||
    typeof value !== 'object' ||
    value === null ||
    !isOfNoClass(value)
  ) {
    return value;
  }
  class Settings {}
  for (const [key, each] of Object.entries(value)) {
    Object.defineProperty(Settings.prototype, key, { get: () => each as unknown });
  }
  return new Settings();
};

/** Ways to hand over what is the same, that JavaScript has beside an object's literal. */
export const FORMS: Readonly<Record<string, (value: unknown, type: TypeDescription) => unknown>> = {
  frozen: rebuilt((entries) => Object.freeze(Object.fromEntries(entries)), Object.freeze),
  'of no prototype': rebuilt((entries) => Object.assign(Object.create(null) as object, Object.fromEntries(entries))),
  'read from a class': readFromClass,
};
