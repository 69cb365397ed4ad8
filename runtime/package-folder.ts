import { existsSync } from 'node:fs';
import path from 'node:path';

/** Folder of this package: as it is installed, where its programs lie in a folder of it, or its checkout. */
export function packageFolder(): string {
  const programs = path.join(__dirname, '..');
  return [programs, path.dirname(programs)].find((each) => existsSync(path.join(each, 'package.json'))) ?? programs;
}
