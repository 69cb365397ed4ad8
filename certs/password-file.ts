import { readFileSync, statSync } from 'node:fs';
import type { Advice, Violation } from '../model/violation';

/** Below so many characters, whoever reaches the listener finds it by trying. */
const SHORT = 12;
/** What a line of a client's configuration holds easily. */
const LONGEST = 1024;

/** What is wrong, or unwise, in a file with a user's password; nothing of what is in it is told. */
export function passwordFileViolations(subject: string, file: string): readonly (Violation | Advice)[] {
  const content = read(file);
  if (typeof content === 'string') {
    return [
      {
        code: 'PasswordFileMissing',
        subject,
        rule: 'passwordFile must be a file that can be read, where synth runs and where the base’s stack is applied',
        value: `${file} (${content})`,
        remedy: 'correct the path, which counts from the folder that synth runs in, or the file’s mode',
      },
    ];
  }
  const password = decode(content)?.replace(/\r?\n$/, '');
  if (password === undefined || !isPossible(password)) {
    return [
      {
        code: 'PasswordIllegal',
        subject,
        rule:
          `passwordFile must hold one line of UTF-8 with 1 to ${LONGEST} characters, none of them a control character, ` +
          'and no blank at either end: clients’ files, or clients, hold no others',
        remedy: 'choose another password',
      },
    ];
  }
  const found: Advice[] = [];
  if (Array.from(password).length < SHORT) {
    found.push({
      code: 'PasswordShort',
      subject,
      rule: `a password should have ${SHORT} characters at least: whoever reaches the listener may try others without end`,
      remedy: 'choose a longer one, or leave passwordFile out for one that is made at random',
      unwise: true,
    });
  }
  // Where files have no such modes, nothing is known.
  const mode = statSync(file).mode & 0o777;
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    found.push({
      code: 'PasswordFileExposed',
      subject,
      rule: 'passwordFile should be readable by its owner alone',
      value: `mode ${mode.toString(8)}`,
      remedy: `chmod 600 ${file}`,
      unwise: true,
    });
  }
  return found;
}

/** The content, or why there is none. */
function read(file: string): Buffer | string {
  try {
    return readFileSync(file);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unreadable';
  }
}

/** Undefined for what is no UTF-8. */
function decode(content: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return undefined;
  }
}

const isPossible = (password: string): boolean =>
  password !== '' &&
  password.length <= LONGEST &&
  password.trim() === password &&
  !/[\p{Control}\u2028\u2029]/u.test(password);
