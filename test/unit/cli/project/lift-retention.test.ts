import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { liftRetention } from '../../../../cli/project/lift-retention';
import { synthesize } from '../../fixtures/synth';

test('volumes may go once that is asked for, and nothing else of a base is changed', async () => {
  const { base, manifest } = synthesize({});
  const folder = mkdtempSync(path.join(tmpdir(), 'lifted-'));
  const stackFolder = (stack: string): string => path.join(folder, stack);
  const file = path.join(stackFolder(manifest.stacks.base), 'cdk.tf.json');
  mkdirSync(path.dirname(file));
  writeFileSync(file, JSON.stringify(base));
  await liftRetention({ manifest: () => Promise.resolve(manifest), stackFolder });
  const lifted = readFileSync(file, 'utf8');
  rmSync(folder, { recursive: true });
  expect(JSON.stringify(base)).toContain('"prevent_destroy":true');
  expect(lifted).not.toContain('"prevent_destroy": true');
  expect(JSON.parse(lifted.replaceAll('"prevent_destroy": false', '"prevent_destroy": true'))).toEqual(base);
});
