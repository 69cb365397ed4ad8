/**
 * From an empty folder that has nothing but the packed file to a proven cluster, as a person gets there: `init`, `npm install` and `npm start`.
 * It has what `init` declares by itself: three brokers, three ZooKeepers, monitoring and a console. Images and providers are those that
 * this machine has made before, as a second project would find them; npm's cache is this machine's.
 *
 *   npm run bench project
 */
import { PackedProject } from '../../test/long/support/packed-project';
import type { Aim, Figures } from '../benchmark';
import { timed } from '../deploy/cold';

export const name = 'project';

export const aims: readonly Aim[] = [
  { figure: 'project', title: 'init, npm install and npm start, to a proven cluster', unit: 's', atMost: 600 },
];

const NAME = 'benchproject';
const PORTS = { scram: 17_192, mtls: 17_292, prometheus: 17_190, grafana: 17_189, console: 17_191 };

export async function run(runs: number, measured: (figures: Figures) => void): Promise<void> {
  for (let each = 1; each <= runs; each += 1) {
    const project = new PackedProject(NAME, PORTS);
    try {
      await project.removeCluster();
      const tarball = await project.pack();
      const made = await timed(() => project.make(tarball));
      const proven = await timed(async () => {
        const { exitCode, errors } = await project.command('up');
        if (exitCode !== 0) {
          throw new Error(`up ended with ${exitCode}: ${JSON.stringify(errors)}`);
        }
      });
      measured({ made, proven, project: made + proven });
    } finally {
      await project.remove();
    }
  }
}
