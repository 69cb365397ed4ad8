import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changing } from '../../../cli/changes';
import { cdktfKafka } from '../../../cli/cli';

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
