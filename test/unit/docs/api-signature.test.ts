import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { apiSignatures } from '../../../scripts/api-signature';

jest.setTimeout(600_000);

test('the checked-in signatures of the public API are those of the code: if not, npm run api, and let the review see it', () => {
  const project = path.join(__dirname, '..', '..', '..');
  const checkedIn = readdirSync(path.join(project, 'api')).map((file) => path.join('api', file));
  expect(Object.fromEntries(checkedIn.map((file) => [file, readFileSync(path.join(project, file), 'utf8')]))).toEqual(
    apiSignatures(),
  );
});
