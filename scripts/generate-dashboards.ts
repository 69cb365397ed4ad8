/** Makes the dashboards' files anew, which the constructs take as they are: `npm run dashboards`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BOARDS, render } from '../dashboards';

const folder = path.join(__dirname, '..', 'model', 'monitoring', 'generated');

mkdirSync(folder, { recursive: true });
for (const [name, make] of Object.entries(BOARDS)) {
  writeFileSync(path.join(folder, `${name}.json`), render(make()));
}
