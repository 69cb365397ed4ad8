import { throwIfAny, type Violation } from '../violation';
import { SIGNATURES } from './generated/signatures';
import type { Parameter, Prop, Signatures, TypeDescription } from './type-description';

/** A public constructor, factory or method. */
export type Callable = keyof typeof SIGNATURES.callables;

const { callables, interfaces }: Signatures = SIGNATURES;

/**
 * Refuses arguments that are not what their types say. A program in TypeScript can't hand them over, but one in JavaScript can, and
 * so can whatever was read from a file; they would fail somewhere else, and without a word of what is wrong.
 *
 * @param given in the order of the parameters
 * @throws ValidationError `ArgumentIllegal` for each that is wrong, in whatever depth
 */
export function checkArguments(callable: Callable, given: readonly unknown[], subject: string = callable): void {
  const parameters: readonly Parameter[] = callables[callable] ?? [];
  throwIfAny(
    parameters.flatMap((parameter, index) =>
      // Those of the construct tree are its own to check.
      parameter.type === 'object'
        ? []
        : propViolations(subject, parameter.name === 'props' ? '' : parameter.name, parameter, given[index]),
    ),
  );
}

function propViolations(
  subject: string,
  path: string,
  { type, optional = false }: Prop,
  value: unknown,
): readonly Violation[] {
  return value === undefined && optional ? [] : valueViolations({ subject, optional }, path, type, value);
}

/** Where a value stands: whether it may be left out is its prop's. */
interface Place {
  readonly subject: string;
  readonly optional: boolean;
}

function valueViolations(place: Place, path: string, type: TypeDescription, value: unknown): readonly Violation[] {
  if (!fits(type, value)) {
    return [violation(place, path, type, value)];
  }
  if (typeof type === 'string' || typeof value !== 'object' || value === null) {
    return [];
  }
  if ('anyOf' in type) {
    const member = type.anyOf.find((each) => fits(each, value));
    return member === undefined ? [] : valueViolations(place, path, member, value);
  }
  if ('list' in type) {
    // A hole in a list is nothing, too.
    return Array.from(value as readonly unknown[]).flatMap((each, index) =>
      valueViolations({ ...place, optional: false }, `${path}[${index}]`, type.list, each),
    );
  }
  if ('map' in type) {
    return Object.entries(value).flatMap(([key, each]) =>
      valueViolations({ ...place, optional: true }, `${path}[${show(key)}]`, type.map, each),
    );
  }
  if ('props' in type) {
    return Object.entries(interfaces[type.props] ?? {}).flatMap(([name, prop]) =>
      propViolations(
        place.subject,
        path === '' ? name : `${path}.${name}`,
        prop,
        (value as Record<string, unknown>)[name],
      ),
    );
  }
  return [];
}

/** Whether a value is of a type, as far as it is seen from outside. */
function fits(type: TypeDescription, value: unknown): boolean {
  if (typeof type === 'string') {
    return type === 'object' ? typeof value === 'object' && value !== null : typeof value === type;
  }
  if ('literals' in type) {
    return type.literals.some((literal) => literal === value);
  }
  if ('anyOf' in type) {
    return type.anyOf.some((each) => fits(each, value));
  }
  if ('list' in type) {
    return Array.isArray(value);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return false;
  }
  if ('map' in type) {
    return isOfNoClass(value);
  }
  // By its name, so that one of another copy of the package is one too.
  return 'props' in type || classesOf(value).includes(type.instance);
}

/** Whether it is of no class: what another realm of JavaScript's has made, such as a test's, has an `Object` of its own. */
export function isOfNoClass(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function classesOf(value: object): readonly string[] {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null ? [] : [prototype.constructor.name, ...classesOf(prototype)];
}

const violation = ({ subject, optional }: Place, path: string, type: TypeDescription, value: unknown): Violation => ({
  code: 'ArgumentIllegal',
  subject,
  rule: `${path === '' ? 'what it is declared by' : path} must be ${inWords(type)}`,
  value: show(value),
  remedy: optional ? 'correct it, or leave it out' : 'correct it',
});

function inWords(type: TypeDescription): string {
  if (typeof type === 'string') {
    return {
      ...{ string: 'a text', number: 'a number', bigint: 'a bigint', boolean: 'true or false' },
      ...{ function: 'a function', object: 'an object' },
    }[type];
  }
  if ('literals' in type) {
    return type.literals.map((literal) => show(literal)).join(' or ');
  }
  if ('anyOf' in type) {
    return type.anyOf.map(inWords).join(' or ');
  }
  if ('list' in type) {
    return `a list, each ${inWords(type.list)}`;
  }
  if ('map' in type) {
    return `an object, each of whose values is ${inWords(type.map)}`;
  }
  return 'instance' in type ? `of the class ${type.instance}` : `an object as ${type.props} says`;
}

/** The longest text that a message shows. */
const LONGEST = 80;

function show(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value);
    case 'object':
      return value === null
        ? 'null'
        : Array.isArray(value)
          ? 'a list'
          : `an object (${classesOf(value)[0] ?? 'Object'})`;
    case 'function':
    case 'symbol':
      return `a ${typeof value}`;
    case 'undefined':
      return 'nothing';
    case 'bigint':
    case 'boolean':
    case 'number':
      return String(value);
  }
}
