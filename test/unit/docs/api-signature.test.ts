import { readFileSync } from 'node:fs';
import path from 'node:path';
import { apiSignature, SIGNATURE_FILE } from '../../../scripts/api-signature';

jest.setTimeout(600_000);

test('the checked-in signatures of the public API are those of the code: if not, npm run api, and let the review see it', () => {
  const project = path.join(__dirname, '..', '..', '..');
  expect(readFileSync(path.join(project, SIGNATURE_FILE), 'utf8')).toBe(apiSignature());
});
