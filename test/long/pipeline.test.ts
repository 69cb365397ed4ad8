import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { administrator } from '../../runtime/kafka/kafka-admin';
import { readPlanFile } from '../../cli/review/plan-file';
import { atlantisStage, githubJob, gitlabJob, without } from '../support/pipeline-jobs';
import { NAME, PASSWORDS, Pipeline } from './support/pipeline';
import { edited } from '../integ/support/edited';
import { expectSuccess, textOf } from '../integ/support/outcome';

jest.setTimeout(900_000);

const pipeline = new Pipeline();
beforeAll(() => pipeline.start());
afterAll(() => pipeline.stop());

/** Proven by the first of them, and by the same line. */
const PROOF = /^npm run proof /;
const PLAN = 'out/kafka.tfplan';
const TOPIC = `kafka_topic.${NAME}-orders`;

const github = (name: string) =>
  githubJob(name, {
    'secrets.PG_CONN_STR': pipeline.postgres.connection,
    'secrets.KAFKA_PASSWORDS': PASSWORDS,
    'github.token': 'ghs_of-no-consequence',
    'github.event.pull_request.number': '11',
  });

/** The last clone that something was deployed from. */
let deployed: string;

async function topics(): Promise<readonly string[]> {
  const manifest = JSON.parse(
    readFileSync(path.join(deployed, 'cdktf.out', 'kafka', `${NAME}.json`), 'utf8'),
  ) as Parameters<typeof administrator>[0];
  const admin = (await administrator(manifest, path.join(deployed, 'out', 'clients'))).admin();
  await admin.connect();
  try {
    return (await admin.listTopics()).filter((topic) => !topic.startsWith('__')).sort();
  } finally {
    await admin.disconnect();
  }
}

test('a cluster is planned in one clone and made from another by GitHub’s jobs, by the very plans that were commented on', async () => {
  const planned = await pipeline.run(github('plan'));
  expectSuccess(planned);
  const comment = pipeline.comment();
  expect(comment).toContain('### Plan: harmless');
  expect(comment).toContain(`create docker\\_container.${NAME}-broker-1`);
  const plan = path.join(planned.folder, PLAN);
  const applied = await pipeline.run(github('apply'), { [PLAN]: plan });
  expectSuccess(applied);
  deployed = applied.folder;
  expect(await topics()).toEqual(['my-topic', 'topic1']);
  expect(readFileSync(path.join(deployed, 'out', 'proof', 'junit.xml'), 'utf8')).toContain('<testsuite');

  // States are in PostgreSQL alone, and neither they nor the plans hold what lets in.
  expect(readdirSync(deployed).filter((file) => file.endsWith('.tfstate'))).toEqual([]);
  const { plans, shown } = await readPlanFile(plan);
  const kept = [...[...plans.values()].map((each) => each.toString('latin1')), ...shown.values()];
  const texts = [...kept, await pipeline.states(deployed)].join('\n');
  expect(texts).toContain(`${NAME}-broker-1`);
  for (const secret of [pipeline.postgres.password, 'user1-of-no-consequence']) {
    expect(texts.includes(secret)).toBe(false);
  }
});

test('a server is replaced by its gate and a topic added by GitLab’s jobs, and by no plan that others have overtaken', async () => {
  pipeline.edit((main) => edited(main, 'Duration.seconds(9)', 'Duration.seconds(10)'));
  pipeline.edit((main) => edited(main, /(const topic1 = .*)/, "$1\nresources.addTopic('orders', { partitions: 1 });"));
  await pipeline.commit('Orders');
  const planned = await pipeline.run(gitlabJob('plan'));
  expectSuccess(planned);
  const comment = pipeline.comment();
  expect(comment).toContain(`create kafka\\_topic.${NAME}-orders`);
  expect(comment).toContain(`delete and create docker\\_container.${NAME}-broker-1`);
  const artifacts = { [PLAN]: path.join(planned.folder, PLAN) };
  const apply = without(gitlabJob('apply'), PROOF);
  const applied = await pipeline.run(apply, artifacts);
  expectSuccess(applied);
  deployed = applied.folder;
  expect(await topics()).toEqual(['my-topic', 'orders', 'topic1']);

  const again = await pipeline.run(apply, artifacts);
  expect(again.code).toBe(1);
  expect(textOf(again)).toContain(`[PlanStale] ${NAME}-resources: `);
});

test('of two jobs that apply the same plan at once, which no system holds apart, one does it, and the other ends with what was in its way', async () => {
  pipeline.edit((main) => edited(main, /Duration\.seconds\(\d+\)/, 'Duration.seconds(11)'));
  await pipeline.commit('Another timeout');
  const planned = await pipeline.run(gitlabJob('plan'));
  expectSuccess(planned);
  const artifacts = { [PLAN]: path.join(planned.folder, PLAN) };
  const apply = without(gitlabJob('apply'), PROOF);
  const [one, other] = await Promise.all([pipeline.run(apply, artifacts), pipeline.run(apply, artifacts)]);
  const [done, refused] = one.code === 0 ? [one, other] : [other, one];
  expect([done.code, refused.code]).toEqual([0, 1]);
  expect(textOf(refused)).toMatch(/\[PlanStale\]|Saved plan is stale|Error acquiring the state lock/);
  deployed = done.folder;
  expectSuccess(await pipeline.run(gitlabJob('drift')));
});

test('a topic is not taken away by Atlantis’ stages until a commit allows it by name', async () => {
  pipeline.edit((main) => edited(main, "resources.addTopic('orders', { partitions: 1 });\n", ''));
  await pipeline.commit('No orders');
  const refused = await pipeline.run(atlantisStage('plan'));
  expect(refused.code).toBe(2);
  expect(textOf(refused)).toContain(`- \`--allow-destroy ${TOPIC}\``);
  expect(existsSync(path.join(refused.folder, 'default.tfplan'))).toBe(false);

  pipeline.edit((main) => `${main}\n`);
  await pipeline.commit(`No orders\n\nAllow-Destroy: ${TOPIC}`);
  const planned = await pipeline.run(atlantisStage('plan'));
  expectSuccess(planned);
  expect(textOf(planned)).toContain('### Plan: allowed');
  const applied = await pipeline.run(without(atlantisStage('apply'), PROOF), {
    'default.tfplan': path.join(planned.folder, 'default.tfplan'),
  });
  expectSuccess(applied);
  deployed = applied.folder;
  expect(await topics()).toEqual(['my-topic', 'topic1']);
});

test('a schedule ends with 2 when somebody has changed the cluster by hand', async () => {
  const admin = (
    await administrator(
      JSON.parse(readFileSync(path.join(deployed, 'cdktf.out', 'kafka', `${NAME}.json`), 'utf8')) as Parameters<
        typeof administrator
      >[0],
      path.join(deployed, 'out', 'clients'),
    )
  ).admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: 'stray', numPartitions: 1, replicationFactor: 1 }] });
  await admin.disconnect();
  const looked = await pipeline.run(gitlabJob('drift'));
  expect(looked.code).toBe(2);
  expect(textOf(looked)).toContain('[TopicUndeclared] topic stray');
});
