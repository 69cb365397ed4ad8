/**
 * Synthesis of 1,000 topics, 1,000 users and 5,000 grants in one app, and how time and memory grow from a tenth of that.
 * Each size runs in a process of its own, so that none inherits another's heap.
 *
 *   npm run bench synth
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, TerraformStack } from 'cdktf';
import { Authentication, KafkaBase, KafkaCluster, KafkaResources, Listener } from '../../constructs';
import { say } from '../../runtime/process/terminal';
import type { Aim, Figures } from '../benchmark';

export const name = 'synth';

export const aims: readonly Aim[] = [
  { figure: '1000', title: 'synthesis of 1,000 topics and users with 5,000 grants', unit: 's', atMost: 1.5 },
  { figure: 'growth', title: 'the same, beside a tenth of it', unit: 'times', atMost: 10 },
];

const SIZES = [100, 250, 500, 1000];
const GRANTS_PER_USER = 5;
const LOADER = path.join(__dirname, '..', '..', 'cli', 'typescript.js');

interface Measured {
  readonly seconds: number;
  readonly mebibytes: number;
}

/** Declares and synthesizes `size` topics and users, and five grants for each user. */
function synthesize(size: number): Measured {
  const outdir = mkdtempSync(path.join(tmpdir(), 'bench-synth-'));
  const start = performance.now();
  const app = new App({ outdir });
  const cluster = new KafkaCluster(new TerraformStack(app, 'cluster'), 'Kafka', {
    name: 'bench',
    listeners: [
      Listener.published('scram', { firstHostPort: 28092, authentication: Authentication.scramSha512() }),
      Listener.published('mtls', { firstHostPort: 28192, authentication: Authentication.mutualTls() }),
    ],
  });
  new KafkaBase(new TerraformStack(app, 'base'), 'Base', { cluster });
  const resources = new KafkaResources(new TerraformStack(app, 'resources'), 'Resources', { cluster });
  const numbers = Array.from({ length: size }, (_, index) => index);
  const topics = numbers.map((index) => resources.addTopic(`topic-${index}`, { partitions: 3 }));
  for (const index of numbers) {
    const user = resources.addUser(`user-${index}`);
    for (let grant = 0; grant < GRANTS_PER_USER; grant += 1) {
      topics[(index + grant) % size]?.grantProduce(user);
    }
  }
  app.synth();
  const seconds = (performance.now() - start) / 1000;
  rmSync(outdir, { recursive: true });
  return { seconds, mebibytes: process.resourceUsage().maxRSS / 1024 };
}

export function run(runs: number, measured: (figures: Figures) => void): Promise<void> {
  for (let each = 1; each <= runs; each += 1) {
    const sizes = SIZES.map((size) => [size, inOwnProcess(size)] as const);
    const times = Object.fromEntries(sizes.map(([size, { seconds }]) => [String(size), seconds]));
    measured({
      ...times,
      growth: (times['1000'] ?? Number.NaN) / (times['100'] ?? Number.NaN),
      ...Object.fromEntries(sizes.map(([size, { mebibytes }]) => [`MiB of ${size}`, mebibytes])),
    });
  }
  return Promise.resolve();
}

function inOwnProcess(size: number): Measured {
  const output = execFileSync(process.execPath, ['--require', LOADER, __filename, String(size)], { encoding: 'utf8' });
  return JSON.parse(output) as Measured;
}

if (require.main === module) {
  say(JSON.stringify(synthesize(Number(process.argv[2]))));
}
