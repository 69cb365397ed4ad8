import { type IResolvable, Token, Tokenization } from 'cdktf';
import { isOfNoClass } from '../../model/arguments/check-arguments';
import { escapeTemplate, isFaithful, isPlainText, TOKEN } from '../../model/formats/terraform-template';
import { ValidationError } from '../../model/violation';

/**
 * What a declaration says, so that Terraform takes every text as it is, those of names in maps included: `${` and `%{` would begin
 * a template, and arrive as whatever it evaluates to. cdktf's tokens stay what they are.
 *
 * @throws ValidationError `TextIllegal` for a text that Terraform would change without a word
 */
export function literal<T>(value: T, subject = 'Terraform'): T {
  return literalOf(value, subject) as T;
}

function literalOf(value: unknown, subject: string): unknown {
  if (typeof value === 'string') {
    return literalText(value, subject);
  }
  if (Array.isArray(value)) {
    return value.map((each) => literalOf(each, subject));
  }
  return isPlain(value)
    ? Object.fromEntries(
        Object.entries(value).map(([key, each]) => [literalText(key, subject), literalOf(each, subject)]),
      )
    : value;
}

/** Constructs and tokens are cdktf's business. */
export const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && isOfNoClass(value) && !Tokenization.isResolvable(value);

function literalText(text: string, subject: string): string {
  return isPlainText(text)
    ? text
    : text
        .split(TOKEN)
        .map((part) => (TOKEN.test(part) ? known(part, subject) : escapeTemplate(faithful(part, subject))))
        .join('');
}

function faithful(text: string, subject: string): string {
  if (isFaithful(text)) {
    return text;
  }
  throw new ValidationError({
    code: 'TextIllegal',
    subject,
    rule:
      'a text must be Unicode in normal form C, without halves of characters and NUL: Terraform or the engine makes it so, ' +
      'and names something else',
    value: JSON.stringify(text.slice(0, 100)),
    remedy: "write it as text.normalize('NFC') gives it, without what is no character",
  });
}

function known(token: string, subject: string): string {
  try {
    Tokenization.reverseString(token);
    return token;
  } catch {
    throw new ValidationError({
      code: 'TextIllegal',
      subject,
      rule: 'a text must not look like a token of cdktf, unless it is one of this app',
      value: token,
      remedy: 'take it from the construct that it stands for, or write another text',
    });
  }
}

/**
 * A value that is known when everything has been declared. Unlike cdktf's own, it keeps no stack of where it was made: of thousands of
 * resources, that takes longer than all else.
 */
class Known implements IResolvable {
  public readonly creationStack: string[] = [];

  public constructor(private readonly produce: () => unknown) {}

  public resolve(): unknown {
    return this.produce();
  }

  public toString(): string {
    return Token.asString(this);
  }

  public toJSON(): string {
    return '<unresolved-token>';
  }
}

/** Terraform's own expression, which is known when everything has been declared. */
export const lazyExpression = (produce: () => string): string => Token.asString(new Known(() => `\${${produce()}}`));

/** Terraform's own expression. */
export const expression = (text: string): string => lazyExpression(() => text);

/** A text that is known when everything has been declared. */
export const lazyText = (produce: () => string): string => Token.asString(new Known(() => literal(produce())));

/** The same for several. */
export const lazyTexts = (produce: () => readonly string[]): string[] =>
  Token.asList(new Known(() => [...literal(produce())]));

/** The same for any value. */
export const lazyValue = (produce: () => unknown): IResolvable => new Known(() => literal(produce()));
