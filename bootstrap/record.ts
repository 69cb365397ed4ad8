import { readFileSync } from 'node:fs';
import { parseSetup, recordPath, type Setup } from '../model/setup/setup-record';
import { writeWhole } from '../runtime/files/atomic-file';
import { SERVER_IMAGES } from './server-images';

/** @throws OperationError `SetupUnreadable` when the record is there but is not one. */
export function readSetup(outFolder: string): Setup | undefined {
  const path = recordPath(outFolder);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
  return parseSetup(
    path,
    text,
    SERVER_IMAGES.map(({ name }) => name),
  );
}

export async function writeSetup(outFolder: string, value: Setup): Promise<void> {
  await writeWhole(recordPath(outFolder), `${JSON.stringify(value, undefined, 2)}\n`);
}
