import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** Where a command's program lies: the first on PATH that may be run, or the command itself where that is a path. */
export function programPath(command: string, path: string = process.env['PATH'] ?? ''): string | undefined {
  if (isAbsolute(command)) {
    return existsSync(command) ? command : undefined;
  }
  return path
    .split(delimiter)
    .map((folder) => join(folder, command))
    .find((program) => {
      try {
        accessSync(program, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
