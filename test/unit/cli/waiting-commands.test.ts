import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changing } from '../../../cli/changes';
import { cdktfKafka } from '../../../cli/cli';
import { StateCopies } from '../../../cli/terraform/state-copies';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waiting-'));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const call = (name: string): Promise<string> =>
  cdktfKafka({ project: folder })
    .parseAsync([name, '--manifest', join(folder, 'kafka', 'kafka.json')], { from: 'user' })
    .then(
      () => 'nothing is wrong',
      (error: unknown) => String(error),
    );

test.each(['retire', 'rebalance'])(
  '%s of a cluster that a manifest alone tells of awaits the end of a change of the same project',
  async (name) => {
    const said = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    let ended: Promise<string> | undefined;
    await changing({ out: join(folder, 'out'), clusterName: 'kafka' }, async () => {
      await new Promise<void>((goOn) => {
        said.mockImplementation(() => {
          goOn();
          return true;
        });
        ended = call(name);
        void ended.then(() => {
          goOn();
        });
      });
    });
    expect(said).toHaveBeenCalledWith(expect.stringContaining('awaiting its end'));
    // Then it does what it is asked to, which there is nothing for here.
    expect(await ended).toContain('[ManifestMissing]');
  },
);

test.each(['gate', 'reload', 'handover', 'clients'])(
  '%s leaves a state alone that is cut off, as Terraform writes it when it calls that',
  async (name) => {
    const file = join(folder, 'terraform.kafka-cluster.tfstate');
    const whole = JSON.stringify({ version: 4, serial: 1, lineage: 'one', resources: [] });
    const copies = new StateCopies(join(folder, 'out'));
    await writeFile(file, whole);
    await copies.during(file, async () => {
      await writeFile(file, '');
      expect(await call(name)).toContain('[ManifestMissing]');
      expect(await readFile(file, 'utf8')).toBe('');
      // Whoever a person calls finds it whole.
      expect(await call('status')).toContain('[ManifestMissing]');
      expect(await readFile(file, 'utf8')).toBe(whole);
    });
  },
);
