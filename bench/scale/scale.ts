/**
 * Topics, users and rules that are created on a running cluster, four topics for each user with three rules for each topic, and
 * planned when nothing of them has changed. States are in a PostgreSQL, which Terraform writes to every 20 s: a file it would write whole
 * after each resource. `BENCH_STATE=local` has it do so; `BENCH_TOPICS=100` takes fewer than 1,000, and `KAFKA_METADATA=kraft` the other store.
 *
 *   npm run bench scale 1
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { Checkout } from '../../test/integ/support/checkout';
import { edited } from '../../test/integ/support/edited';
import { Postgres } from '../../test/long/support/postgres';
import type { Aim, Figures } from '../benchmark';
import { expectSuccess, timed } from '../deploy/cold';

export const name = 'scale';

export const aims: readonly Aim[] = [
  { figure: 'created', title: 'topics, users and rules created by npm run deploy', unit: 'a second', atLeast: 25 },
  { figure: 'plan', title: 'terraform plan of all of them', unit: 's', atMost: 10 },
];

const NAME = 'benchscale';
const FIRST_PORT = 12_092;
const TOPICS = Number(process.env['BENCH_TOPICS'] ?? 1000);
const TOPICS_PER_USER = 4;
const END = 'app.synth();';

const DECLARED = `
const many = Array.from({ length: ${TOPICS} }, (_, index) => resources.addTopic(\`topic-\${index}\`, { partitions: 1 }));
for (let first = 0; first < ${TOPICS}; first += ${TOPICS_PER_USER}) {
  const user = resources.addUser(\`user-\${first}\`);
  for (const topic of many.slice(first, first + ${TOPICS_PER_USER})) {
    topic.grant(user, 'Read', 'Write', 'DescribeConfigs');
  }
}

${END}`;

export async function run(runs: number, measured: (figures: Figures) => void): Promise<void> {
  for (let each = 1; each <= runs; each += 1) {
    const postgres = process.env['BENCH_STATE'] === 'local' ? undefined : await Postgres.start(FIRST_PORT + 400);
    try {
      measured(await scale(postgres && { KAFKA_STATE: 'pg', PG_CONN_STR: postgres.connection }));
    } finally {
      await postgres?.stop();
    }
  }
}

async function scale(state: NodeJS.ProcessEnv = {}): Promise<Figures> {
  const checkout = await Checkout.make(NAME, FIRST_PORT, {
    ...{ KAFKA_MONITORING: 'off', KAFKA_CONSOLE: 'off', GOGC: '200' },
    ...state,
  });
  const file = checkout.path('main.ts');
  try {
    await expectSuccess(checkout.npm('deploy'));
    const before = await countOf(checkout);
    writeFileSync(file, edited(readFileSync(file, 'utf8'), END, DECLARED));
    const deploy = await timed(() => expectSuccess(checkout.npm('deploy')));
    const resources = (await countOf(checkout)) - before;
    const plan = await timed(() => planOf(checkout));
    return { resources, deploy, created: resources / deploy, plan };
  } finally {
    await checkout.remove();
  }
}

const stackOf = ({ manifest }: Checkout): string => manifest.stacks.resources[0] ?? '';

/** Resources in the stack's state. */
async function countOf(checkout: Checkout): Promise<number> {
  const { stdout } = await checkout.terraform(stackOf(checkout), 'state', 'list');
  return stdout.split('\n').filter((line) => line.startsWith('kafka_')).length;
}

/** With as many slots, and as few looks for garbage, as the commands take. */
async function planOf(checkout: Checkout): Promise<void> {
  const passwords = `-var-file=${checkout.path('out', 'secrets', 'passwords.tfvars.json')}`;
  const options = ['-no-color', '-detailed-exitcode', '-parallelism=256', passwords];
  await expectSuccess(checkout.terraform(stackOf(checkout), 'plan', ...options));
}
