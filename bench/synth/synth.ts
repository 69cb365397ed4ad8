/**
 * Synthesis of 1,000 topics, 1,000 users and 5,000 grants in one app, how time and memory grow from a tenth of that, and synthesis of 100 brokers
 * on 30 hosts. Each size runs in a process of its own, so that none inherits another's heap.
 *
 *   npm run bench synth
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, TerraformStack } from 'cdktf';
import {
  Authentication,
  Host,
  KafkaBase,
  KafkaCluster,
  KafkaPlatform,
  KafkaResources,
  Listener,
} from '../../constructs';
import { say } from '../../runtime/process/terminal';
import type { Aim, Figures } from '../benchmark';

export const name = 'synth';

export const aims: readonly Aim[] = [
  { figure: '1000', title: 'synthesis of 1,000 topics and users with 5,000 grants', unit: 's', atMost: 1.5 },
  { figure: 'growth', title: 'the same, beside a tenth of it', unit: 'times', atMost: 10 },
  {
    figure: 'brokers',
    title: 'synthesis of 100 brokers on 30 hosts, with monitoring and console',
    unit: 's',
    atMost: 2,
  },
];

const SIZES = ['100', '250', '500', '1000'];
const GRANTS_PER_USER = 5;
const BROKERS = 'brokers';
const LOADER = path.join(__dirname, '..', '..', 'cli', 'typescript.js');

interface Measured {
  readonly seconds: number;
  readonly mebibytes: number;
}

/** Declares and synthesizes. */
function synthesize(declare: (app: App) => void): Measured {
  const outdir = mkdtempSync(path.join(tmpdir(), 'bench-synth-'));
  const start = performance.now();
  const app = new App({ outdir });
  declare(app);
  app.synth();
  const seconds = (performance.now() - start) / 1000;
  rmSync(outdir, { recursive: true });
  return { seconds, mebibytes: process.resourceUsage().maxRSS / 1024 };
}

/** `size` topics and users, and five grants for each user. */
function manyTopics(app: App, size: number): void {
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
}

function manyBrokers(app: App): void {
  const hosts = Array.from({ length: 30 }, (_, index) =>
    Host.of(`ssh://kafka-${index}`, { address: `10.0.0.${index + 1}`, rack: `rack-${index % 3}` }),
  );
  new KafkaPlatform(app, 'bench', { hosts, brokers: 100, monitoring: {}, console: {} });
}

export function run(runs: number, measured: (figures: Figures) => void): Promise<void> {
  for (let each = 1; each <= runs; each += 1) {
    const sizes = [...SIZES, BROKERS].map((size) => [size, inOwnProcess(size)] as const);
    const times = Object.fromEntries(sizes.map(([size, { seconds }]) => [size, seconds]));
    measured({
      ...times,
      growth: (times['1000'] ?? Number.NaN) / (times['100'] ?? Number.NaN),
      ...Object.fromEntries(sizes.map(([size, { mebibytes }]) => [`MiB of ${size}`, mebibytes])),
    });
  }
  return Promise.resolve();
}

function inOwnProcess(size: string): Measured {
  const output = execFileSync(process.execPath, ['--require', LOADER, __filename, size], { encoding: 'utf8' });
  return JSON.parse(output) as Measured;
}

if (require.main === module) {
  const [, , size] = process.argv;
  const measured = synthesize((app) => {
    if (size === BROKERS) {
      manyBrokers(app);
    } else {
      manyTopics(app, Number(size));
    }
  });
  say(JSON.stringify(measured));
}
