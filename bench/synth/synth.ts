/**
 * Synthesis of 1,000 topics, 1,000 users and 5,000 grants in one app, and how time and memory grow from a tenth of that.
 * Each size runs in a process of its own, so that none inherits another's heap.
 *
 *   npm run bench:synth
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, TerraformStack } from 'cdktf';
import { Authentication, KafkaCluster, KafkaResources, Listener } from '../../constructs';
import { say } from '../../runtime/process/terminal';
import { median } from '../median';

const SIZES = [100, 250, 500, 1000];
const RUNS = 3;
const GRANTS_PER_USER = 5;

interface Measured {
  readonly milliseconds: number;
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
  const milliseconds = performance.now() - start;
  rmSync(outdir, { recursive: true });
  return { milliseconds, mebibytes: process.resourceUsage().maxRSS / 1024 };
}

function main(): void {
  const [, , size] = process.argv;
  if (size !== undefined) {
    say(JSON.stringify(synthesize(Number(size))));
    return;
  }
  for (const each of SIZES) {
    const runs = Array.from({ length: RUNS }, () => {
      const output = execFileSync(process.execPath, ['--import', 'tsx', __filename, String(each)], {
        encoding: 'utf8',
      });
      return JSON.parse(output) as Measured;
    });
    const time = median(runs.map(({ milliseconds }) => milliseconds));
    const memory = median(runs.map(({ mebibytes }) => mebibytes));
    say(
      `${each} topics, ${each} users, ${each * GRANTS_PER_USER} grants: ${(time / 1000).toFixed(2)} s, ` +
        `${(time / each).toFixed(2)} ms for each topic, ${memory.toFixed(0)} MiB`,
    );
  }
}

main();
