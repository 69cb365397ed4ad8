import { z } from 'zod';
import { OperationError } from '../../model/violation';
import { parseJson, readRequired } from './required-file';

const passwordsSchema = z.object({ passwords: z.record(z.string(), z.string()) });

/** Where the first start writes the passwords that it makes up. */
export const DEFAULT_PASSWORDS_FILE = 'out/secrets/passwords.tfvars.json';

/**
 * Passwords by user from the file that Terraform gets as a var-file. No error here repeats anything of the file: a parser's
 * own message quotes what it stumbled over.
 */
export function parsePasswords(text: string, file: string): ReadonlyMap<string, string> {
  const parsed = passwordsSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new OperationError({
      code: 'PasswordsFileUnreadable',
      subject: file,
      rule: 'must be JSON of the form {"passwords": {"<user>": "<password>"}}',
      remedy: 'mend the file',
    });
  }
  return new Map(Object.entries(parsed.data.passwords));
}

/** Reads the passwords file. */
export async function readPasswords(file: string): Promise<ReadonlyMap<string, string>> {
  const text = await readRequired(file, {
    code: 'PasswordsFileMissing',
    rule: 'must be there and readable, as it holds the passwords of the SCRAM users',
    remedy: 'name the var-file that the cluster was deployed with',
  });
  return parsePasswords(text, file);
}
