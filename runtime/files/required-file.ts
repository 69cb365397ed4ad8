import { readFile } from 'node:fs/promises';
import { OperationError, type Violation } from '../../model/violation';

export { parseJson } from '../../model/formats/json';

/** The text of a file; one that can't be read is refused with the given code and remedy, and the system's code for why. */
export async function readRequired(
  file: string,
  refusal: Pick<Violation, 'code' | 'remedy'> & { readonly rule?: string },
): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new OperationError({
      subject: file,
      rule: 'must be there and readable',
      value: (error as NodeJS.ErrnoException).code,
      ...refusal,
    });
  }
}
