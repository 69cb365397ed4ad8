import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App } from 'cdktf';
import { EXAMPLES } from '../../../examples';

test.each(Object.entries(EXAMPLES))('the example %s synthesizes', (_, build) => {
  const outdir = mkdtempSync(path.join(tmpdir(), 'example-'));
  try {
    const app = new App({ outdir });
    build(app);
    app.synth();
    expect(readdirSync(path.join(outdir, 'stacks')).length).toBeGreaterThan(0);
  } finally {
    rmSync(outdir, { recursive: true });
  }
});
