import path from 'node:path';
import { Duration, Size, ValidationError } from '../../../constructs';
import { SIGNATURES } from '../../../model/arguments/generated/signatures';
import type { Callable } from '../../../model/arguments/check-arguments';
import type { Parameter, Signatures, TypeDescription } from '../../../model/arguments/type-description';
import { type Declaration, DECLARATIONS, EXAMPLES, isHandedOn, NO_DECLARATIONS, type Output } from './declarations';
import { type Path, shown, type HostileInput, hostileInputsOf } from './hostile-values';
import { FORMS } from './object-forms';
import { literalsIn } from './rendered-texts';

const { callables, interfaces }: Signatures = SIGNATURES;
const names = (Object.keys(callables) as Callable[]).filter((name) => !NO_DECLARATIONS.includes(name));

/** Parameters that a declaration takes: the tree's are the tree's. */
const parametersOf = (name: Callable): readonly Parameter[] => {
  const all: readonly Parameter[] = callables[name] ?? [];
  return all[0]?.type === 'object' ? all.slice(2) : all;
};

/** The argument with a value in one place, and whatever must stand around that. */
function placed(type: TypeDescription, current: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) {
    return value;
  }
  if (typeof type === 'string') {
    return current;
  }
  if ('anyOf' in type) {
    const member = type.anyOf.find((each) => typeof each === 'object' && 'list' in each === (typeof key === 'number'));
    return member === undefined ? current : placed(member, current, [key, ...rest], value);
  }
  if ('list' in type) {
    const list: readonly unknown[] = Array.isArray(current) ? (current as readonly unknown[]) : [];
    return [placed(type.list, list[0], rest, value), ...list.slice(1)];
  }
  const around = { ...('props' in type ? EXAMPLES[type.props] : {}), ...(current as object | undefined) };
  const inner = 'map' in type ? type.map : 'props' in type ? interfaces[type.props]?.[key]?.type : undefined;
  return inner === undefined
    ? current
    : { ...around, [key]: placed(inner, (around as Record<string, unknown>)[key], rest, value) };
}

/** What has become of a declaration: its codes, or the app that it was rendered to, or an error that nobody has thought of. */
function outcomeOf(
  declaration: Declaration,
  args: readonly unknown[],
): { readonly codes: readonly string[] } | { readonly output: Output } | { readonly bare: string } {
  try {
    return { output: declaration.declare(args) };
  } catch (error) {
    if (error instanceof ValidationError) {
      return { codes: error.violations.map(({ code }) => code) };
    }
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const codes = [...text.matchAll(/\[([A-Z]\w+)\] \S/g)].flatMap(([, code]) => code ?? []);
    return codes.length > 0 && !/^(Type|Range)Error/.test(text) ? { codes } : { bare: text.slice(0, 300) };
  }
}

/** Where a value that looks like nonsense is none, and why. */
const SENSIBLE: readonly { readonly where: RegExp; readonly what: (value: unknown) => boolean }[] = [
  // Lengths and sizes are judged where they are used.
  { where: /^(Duration|Size)\./, what: () => true },
  // Kafka's own definitions have ranges of their own.
  { where: /^KafkaCluster props\.settings\.|^KafkaResources#addTopic props\./, what: () => true },
  // A share of the machine's CPUs, and of a thread.
  { where: /\.(cpus|requestPercentage)$/, what: (value) => value === 1.5 },
  // The name of a setting that Kafka doesn't know is warned about, for a plugin may; and a broker may be the one with the number 0.
  {
    where: /\.brokerProperties\.key$/,
    what: (value) => Number.isSafeInteger(value) || value === 1.5 || value === Number.MIN_VALUE,
  },
  { where: /\.(brokers|brokerIds)\.0$/, what: (value) => value === 0 },
  // A date, or seconds since 1970, is a version that rises.
  { where: /\.(password|key|certificate)Version$/, what: (value) => value === 1e9 },
  // The password that a SCRAM user has already.
  { where: /^(UserLogin\.scram|KafkaResources#addUser) props\.passwordVersion$/, what: (value) => value === 0 },
  // Kafka counts by the byte, and an alert may fire at once.
  { where: /\.(produce|consume)PerSecond$/, what: (value) => value instanceof Size && value.bytes > 0 },
  { where: /\.alertAfter$/, what: (value) => value instanceof Duration && value.milliseconds <= 1 },
  // Never.
  { where: /\.renewBefore$/, what: (value) => value instanceof Duration && value.milliseconds === 0 },
  { where: /\.(interval|brokerSessionTimeout)$/, what: () => false },
];

const isNonsense = (where: string, { value }: HostileInput): boolean =>
  (typeof value === 'number' || value instanceof Duration || value instanceof Size) &&
  !SENSIBLE.some((each) => each.where.test(where) && each.what(value));

/** What is wrong with how an input ended. */
function flawOf(
  where: string,
  input: HostileInput,
  declaration: Declaration,
  args: readonly unknown[],
): string | undefined {
  const outcome = outcomeOf(declaration, args);
  if ('bare' in outcome) {
    return outcome.bare;
  }
  if ('codes' in outcome) {
    return undefined;
  }
  if (input.misfit) {
    return 'taken for what it is not';
  }
  if (isNonsense(where, input)) {
    return 'makes no sense';
  }
  const { texts, templates } = literalsIn(outcome.output);
  if (texts.some((text) => /\bundefined\b/.test(text))) {
    return 'says undefined';
  }
  if (templates.length > 0) {
    return `a template: ${templates.join(' ')}`;
  }
  return saidBy(input).every((text) => (text.trim() === '' ? MAY_BE_BLANK.test(where) : isSaid(text, texts)))
    ? undefined
    : 'not there';
}

/** Values without a word: Docker's labels may be, and Kafka's lists. */
const MAY_BE_BLANK = /\.(labels|brokerProperties|config)\.key$/;

/** The texts of an input that must have arrived: a text itself, and the names in an object. */
function saidBy({ type, value }: HostileInput): readonly string[] {
  if (type === 'string') {
    return [String(value)];
  }
  return typeof type === 'object' && 'map' in type
    ? Object.entries(value as object).flatMap(([name, each]) => (each === undefined ? [] : [name]))
    : [];
}

/** A path is written out from the root, or from the stack's folder: by other steps up. */
const isSaid = (text: string, texts: readonly string[]): boolean =>
  texts.some((each) => each.includes(text) || each.includes(path.normalize(text).replace(/^(\.\.\/)+/, '')));

const pathOf = (parameter: Parameter, path: Path): string => [parameter.name, ...path].join('.');

describe('Whatever a declaration is given, it says what is wrong, or does what was said:', () => {
  test.each(names)('%s', (name) => {
    const declaration = DECLARATIONS[name];
    if (declaration === undefined) {
      throw new Error(`declare an app with ${name} in declarations.ts`);
    }
    const flaws = parametersOf(name).flatMap((parameter, index) =>
      hostileInputsOf({ interfaces }, parameter).flatMap((input) => {
        if (isHandedOn(name, input.path)) {
          return [];
        }
        const args = [...declaration.args()];
        args[index] = placed(parameter.type, args[index], input.path, input.value);
        const where = `${name} ${pathOf(parameter, input.path)}`;
        const flaw = flawOf(where, input, declaration, args);
        return flaw === undefined ? [] : [`${where} = ${shown(input.value)}: ${flaw}`];
      }),
    );
    expect(flaws).toEqual([]);
  });

  test.each(names)('%s, as it should be, is rendered', (name) => {
    const declaration = DECLARATIONS[name];
    const outcome = declaration === undefined ? undefined : outcomeOf(declaration, declaration.args());
    // Nobody is declared to be asked for, and no keystore lies nowhere.
    const refused = ['CertificateUserUnknown', 'PlainUserUnknown', 'KerberosUserUnknown', 'AuthorityFileMissing'];
    expect(
      outcome !== undefined && 'codes' in outcome ? outcome.codes.filter((code) => !refused.includes(code)) : [],
    ).toEqual([]);
    expect(outcome).not.toHaveProperty('bare');
  });

  test.each(names)(
    '%s takes what is frozen, of no prototype, or read from a class, as it takes anything else',
    (name) => {
      const declaration = DECLARATIONS[name];
      const outcome = (form: (value: unknown, type: TypeDescription) => unknown): unknown =>
        declaration &&
        outcomeOf(
          declaration,
          declaration.args().map((arg, index) => form(arg, parametersOf(name)[index]?.type ?? 'object')),
        );
      const asItIs = outcome((arg) => arg);
      for (const [form, inForm] of Object.entries(FORMS)) {
        expect([form, outcome(inForm)]).toEqual([form, asItIs]);
      }
    },
  );

  test('there are more than a thousand of them', () => {
    const inputs = names.flatMap((name) =>
      parametersOf(name).flatMap((parameter) => hostileInputsOf({ interfaces }, parameter)),
    );
    expect(inputs.length).toBeGreaterThan(1000);
  });
});
