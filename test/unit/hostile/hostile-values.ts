import { Duration, Size } from '../../../constructs';
import type { Prop, Signatures, TypeDescription } from '../../../model/arguments/type-description';

/** One place of an argument. */
export type Path = readonly (string | number)[];

/** A value for one place of one argument, which is as it should be otherwise. */
export interface HostileInput {
  readonly path: Path;
  readonly type: TypeDescription;
  readonly value: unknown;
  /** It is not of the place's type, and must be refused as such. */
  readonly misfit: boolean;
}

const cycle: unknown[] = [];
cycle.push(cycle);

const TEXTS: readonly string[] = [
  '',
  ' ',
  '\u00a0',
  'a\0b',
  'a\nb',
  'a\u2028b',
  '\ufeffa',
  '${x}',
  '%{ if x }',
  '${file:/etc/passwd:root}',
  '$${x}',
  'https://${1}/%{2}',
  '"\'\\',
  '😀',
  'k\u0430fka',
  'cafe\u0301',
  '\ud800',
  '../../etc/passwd',
  '-rf',
  'a b',
  '*',
  '__proto__',
  'constructor',
  'x'.repeat(10_000),
];

const NUMBERS: readonly number[] = [
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.MAX_VALUE, Number.MIN_VALUE],
  ...[-0, 0, -1, 1.5, 1e9, 2 ** 53, 1e21],
];

const INSTANCES: Readonly<Record<string, readonly unknown[]>> = {
  Duration: [Duration.milliseconds(0), Duration.milliseconds(1), Duration.days(4_000_000)],
  Size: [Size.bytes(0), Size.bytes(1), Size.gibibytes(2 ** 22)],
};

/** One of every kind that JavaScript has. */
const KINDS: readonly unknown[] = [
  ...[null, undefined, true, 7, 10n, 'text', Symbol('s'), () => 0],
  ...[[], cycle, {}, new Date(0), new Map([['a', 'b']]), Object.create(null) as object],
];

/** A list of nothing, which most ways through it pass over. */
const HOLED: readonly unknown[] = new Array<unknown>(1);

/** What a place is tried with, and the places below it. */
export function hostileInputsOf(
  signatures: Pick<Signatures, 'interfaces'>,
  { type, optional = false }: Prop,
  path: Path = [],
): readonly HostileInput[] {
  const misfits = [...KINDS, ...(isChoice(type) ? WORDS : [])].filter(
    (value) => !isKindOf(type, value) && !(value === undefined && optional),
  );
  return [
    ...misfits.map((value) => ({ path, type, value, misfit: true })),
    ...fittingTrials(signatures, { type, optional }, path),
  ];
}

/** Values that are of the place's type; a place that may hold several kinds is tried with each. */
function fittingTrials(
  signatures: Pick<Signatures, 'interfaces'>,
  { type, optional }: Prop,
  path: Path,
): readonly HostileInput[] {
  const own = hostileOf(type).map((value) => ({ path, type, value, misfit: false }));
  const below = (prop: Prop, key: string | number): readonly HostileInput[] =>
    hostileInputsOf(signatures, prop, [...path, key]);
  if (typeof type === 'string') {
    return own;
  }
  if ('anyOf' in type) {
    return type.anyOf.flatMap((each) => fittingTrials(signatures, { type: each, optional }, path));
  }
  if ('list' in type) {
    return [...own, { path, type, value: HOLED, misfit: true }, ...below({ type: type.list }, 0)];
  }
  if ('map' in type) {
    return [...own, ...below({ type: type.map, optional: true }, type.keys === 'number' ? '1' : 'key')];
  }
  const props = 'props' in type ? (signatures.interfaces[type.props] ?? {}) : {};
  // What a construct is made of is not for anybody to say.
  return 'node' in props ? own : [...own, ...Object.entries(props).flatMap(([name, prop]) => below(prop, name))];
}

/** What no choice offers, names of every object's own among it. */
const WORDS: readonly string[] = ['', 'nonsense', '${x}', 'constructor', '__proto__'];

const isChoice = (type: TypeDescription): boolean => typeof type === 'object' && 'literals' in type;

/** Values of the type that mean harm, or nothing. */
function hostileOf(type: TypeDescription): readonly unknown[] {
  switch (type) {
    case 'string':
      return TEXTS;
    case 'number':
      return NUMBERS;
    case 'bigint':
      return [0n, -1n, 2n ** 80n];
    case 'boolean':
      return [true, false];
    case 'function':
    case 'object':
      return [];
  }
  if ('literals' in type) {
    return type.literals;
  }
  if ('instance' in type) {
    return INSTANCES[type.instance] ?? [];
  }
  if ('map' in type) {
    return [{}, { left: undefined }, ...TEXTS.map((text) => ({ [text]: type.map === 'number' ? 1 : 'value' }))];
  }
  return 'list' in type
    ? [[], ...(type.list === 'string' ? [['a', 'a']] : []), ...(type.list === 'number' ? [[1, 1]] : [])]
    : [];
}

/** Whether a value is of the kind that a type wants, as far as JavaScript tells. */
function isKindOf(type: TypeDescription, value: unknown): boolean {
  if (typeof type === 'string') {
    return type === 'object' || typeof value === type;
  }
  if ('anyOf' in type) {
    return type.anyOf.some((each) => isKindOf(each, value));
  }
  if ('literals' in type) {
    return type.literals.some((literal) => literal === value);
  }
  if ('list' in type) {
    return Array.isArray(value);
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if ('map' in type) {
    return isObject && !(value instanceof Date) && !(value instanceof Map);
  }
  return 'props' in type && isObject;
}

/** A value in one line. */
export function shown(value: unknown): string {
  if (typeof value === 'string') {
    return JSON.stringify(value.slice(0, 40));
  }
  if (typeof value === 'object' && value !== null) {
    return value === cycle
      ? 'a cycle'
      : value === HOLED
        ? 'a hole'
        : Object.prototype.toString.call(value) + ownText(value);
  }
  return Object.is(value, -0) ? '-0' : String(value);
}

const ownText = (value: object): string =>
  value instanceof Duration || value instanceof Size
    ? ` ${value.toString()}`
    : ` ${Object.keys(value).join(',').slice(0, 40)}`;
