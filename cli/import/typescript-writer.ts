/** An expression of TypeScript: code as it stands, an object, a list or a call. */
export type Expression = string | ObjectLiteral | ListLiteral | Call;

interface ObjectLiteral {
  readonly entries: readonly (readonly [string, Expression])[];
}

interface ListLiteral {
  readonly items: readonly string[];
}

interface Call {
  readonly callee: string;
  readonly args: readonly Expression[];
}

/** Where prettier breaks lines, and how far it indents, as this project and most have it. */
const WIDTH = 120;
const STEP = '  ';

/** An object; what is undefined is left out. */
export const object = (entries: Readonly<Record<string, Expression | undefined>>): Expression => ({
  entries: Object.entries(entries).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])),
});

export const list = (items: readonly string[]): Expression => ({ items });

export const call = (callee: string, ...args: readonly Expression[]): Expression => ({ callee, args });

/**
 * A text as a literal that is read as this very text, whatever is in it. Characters that nobody sees, or that change the order in which
 * others are shown, are written by their numbers.
 */
export function stringLiteral(text: string): string {
  const inside = JSON.stringify(text)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, byNumber);
  // As prettier chooses: whichever needs fewer escapes.
  const quote = text.split("'").length > text.split('"').length ? '"' : "'";
  return `${quote}${inside.replaceAll(quote, `\\${quote}`)}${quote}`;
}

const byNumber = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');

/** A statement, as prettier lays it out. @param before what stands before the expression, such as `const one = ` */
export const statement = (before: string, expression: Expression, indent: string): string =>
  `${indent}${before}${layout(expression, { indent, before: before.length, after: 1 })};`;

/** An import, as prettier lays it out. */
export function importOf(names: readonly string[], from: string): string {
  const flat = `import { ${names.join(', ')} } from ${stringLiteral(from)};`;
  return flat.length <= WIDTH
    ? flat
    : `import {\n${names.map((name) => `${STEP}${name},\n`).join('')}} from ${stringLiteral(from)};`;
}

/** Where an expression stands. */
interface Place {
  readonly indent: string;
  /** How much stands before it in its line, and after it. */
  readonly before: number;
  readonly after: number;
}

function layout(expression: Expression, place: Place): string {
  const { indent } = place;
  const flat = flatText(expression);
  if (typeof expression === 'string' || fits(flat, place)) {
    return flat;
  }
  const inner = `${indent}${STEP}`;
  if ('callee' in expression) {
    return callText(expression, place);
  }
  const lines =
    'items' in expression
      ? expression.items.map((item) => `${inner}${item},\n`)
      : expression.entries.map(([key, value]) => `${inner}${entryText(key, value, inner)},\n`);
  const [open, close] = 'items' in expression ? ['[', ']'] : ['{', '}'];
  return `${open}\n${lines.join('')}${indent}${close}`;
}

/** An object that stands last opens in the line of the call, where that has room for the others. */
function callText({ callee, args }: Call, { indent, before }: Place): string {
  const last = args.at(-1);
  const others = args.slice(0, -1).map((each) => `${flatText(each)}, `);
  const head = `${callee}(${others.join('')}`;
  if (typeof last === 'object' && 'entries' in last && fits(`${head}{`, { indent, before, after: 0 })) {
    return `${head}${layout(last, { indent, before: WIDTH, after: 0 })})`;
  }
  const inner = `${indent}${STEP}`;
  const lines = args.map((each) => `${inner}${layout(each, { indent: inner, before: 0, after: 1 })},\n`);
  return `${callee}(\n${lines.join('')}${indent})`;
}

function entryText(key: string, value: Expression, indent: string): string {
  const name = keyText(key);
  const place = { indent, before: name.length + 2, after: 1 };
  return isString(value) && !fits(value, place)
    ? `${name}:\n${indent}${STEP}${value}`
    : `${name}: ${layout(value, place)}`;
}

const keyText = (key: string): string => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : stringLiteral(key));

const isString = (value: Expression): value is string => typeof value === 'string' && /^['"]/.test(value);

const fits = (flat: string, { indent, before, after }: Place): boolean =>
  indent.length + before + flat.length + after <= WIDTH;

function flatText(expression: Expression): string {
  if (typeof expression === 'string') {
    return expression;
  }
  if ('callee' in expression) {
    return `${expression.callee}(${expression.args.map(flatText).join(', ')})`;
  }
  if ('items' in expression) {
    return `[${expression.items.join(', ')}]`;
  }
  const entries = expression.entries.map(([key, value]) => `${keyText(key)}: ${flatText(value)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}
