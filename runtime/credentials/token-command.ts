import type { WrongToken } from '../../model/authentication/probe-identity';
import { OperationError, type Violation } from '../../model/violation';
import { run } from '../process/process';

/** Where tokens come from, for trying them. */
export interface TokenSource {
  /**
   * A token of the user, a right one or one that is wrong in a way; undefined where there is none.
   *
   * @throws OperationError `TokenCommandFailed`
   */
  of(user: string, wrong?: WrongToken): Promise<string | undefined>;
}

const TIMEOUT_MS = 30_000;

/** A program that prints a token: `PROGRAM USER` a right one, `PROGRAM USER KIND` a wrong one, and nothing where it has none. */
export function tokensBy(program: string | undefined, signal: AbortSignal): TokenSource {
  return {
    of: async (user, wrong) => {
      if (program === undefined) {
        return undefined;
      }
      const args = wrong === undefined ? [user] : [user, wrong];
      const subject = [program, ...args].join(' ');
      const remedy = 'run it by hand, or take KAFKA_TOKEN_COMMAND away';
      const token = await run(program, args, { timeout: TIMEOUT_MS, remedy, signal }).then(
        ({ stdout }) => stdout.trim(),
        (error: unknown) => {
          // What it has printed may be a token, which belongs into no report.
          throw error instanceof OperationError ? failure(subject, error.violations[0]?.value, remedy) : error;
        },
      );
      if (token !== '' && !/^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)) {
        throw failure(subject, 'something else', remedy);
      }
      return token === '' ? undefined : token;
    },
  };
}

const failure = (subject: string, value: Violation['value'], remedy: string): OperationError =>
  new OperationError({
    code: 'TokenCommandFailed',
    subject,
    rule: 'must print a token (three parts in base64url, with dots between them), or nothing, and end with exit code 0',
    value: value ?? 'another end',
    remedy,
  });
