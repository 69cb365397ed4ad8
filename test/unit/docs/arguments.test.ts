import { argumentSignatures, renderSignatures, writtenSignatures } from '../../../scripts/generate-arguments';

test('What the public API takes is checked in as its types say it', () => {
  expect(writtenSignatures() === renderSignatures(argumentSignatures()) || 'run npm run arguments').toBe(true);
});
