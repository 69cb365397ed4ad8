/** Makes the dashboards' files anew, which the constructs take as they are: `npm run dashboards`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BOARDS, render } from '../dashboards';

for (const [name, make] of Object.entries(BOARDS)) {
  const file = path.join(__dirname, '..', name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, render(make()));
}
