import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import NodeEnvironment from 'jest-environment-node';

/**
 * Gives each test file a temporary folder of its own, which goes with it: whatever the tests leave there, and cdktf, which makes a folder for each
 * app, and programs that they start.
 */
export default class extends NodeEnvironment {
  private readonly folder: string;
  private readonly shared: string | undefined;

  public constructor(...given: ConstructorParameters<typeof NodeEnvironment>) {
    const shared = process.env['TMPDIR'];
    const folder = mkdtempSync(path.join(tmpdir(), 'unit-'));
    // Before the tests are given a copy of the variables.
    process.env['TMPDIR'] = folder;
    super(...given);
    this.folder = folder;
    this.shared = shared;
  }

  public override async teardown(): Promise<void> {
    await super.teardown();
    if (this.shared === undefined) {
      delete process.env['TMPDIR'];
    } else {
      process.env['TMPDIR'] = this.shared;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
