import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BegunRepairs } from '../../../../cli/deployment/begun-repairs';
import type { Repair } from '../../../../cli/deployment/repairs';
import { type ResourceChange, resourceChangesIn } from '../../../../runtime/terraform/plan-contents';

const TOPIC = 'kafka_topic.kafka-orders';
const LOGIN = 'kafka_user_scram_credential.kafka-user1-SCRAM-SHA-512';
const BROKER = 'docker_container.kafka-broker-2';
const OTHER_CONFIG: Repair = { address: TOPIC, was: 'changed', attributes: ['config'] };
const OTHER_PASSWORD: Repair = { address: LOGIN, was: 'changed', attributes: ['password'] };
const GONE: Repair = { address: BROKER, was: 'gone', attributes: [] };

/** A change of a plan, as Terraform tells of it. */
function change(
  address: string,
  actions: readonly string[],
  after: Readonly<Record<string, unknown>> | null,
): ResourceChange {
  const changes = [{ address, mode: 'managed', type: address.split('.')[0], change: { actions, before: {}, after } }];
  const [only] = resourceChangesIn(JSON.stringify({ resource_changes: changes }));
  if (only === undefined) {
    throw new Error('a plan of one change has none');
  }
  return only;
}

const topic = (actions: readonly string[], retention: string): ResourceChange =>
  change(TOPIC, actions, { config: { 'retention.ms': retention } });

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'repairs-'));
});
afterEach(() => {
  rmSync(out, { recursive: true });
});
const begun = (): BegunRepairs => new BegunRepairs(out, 'kafka');

describe('Repairs that a deployment has begun', () => {
  test('are told by the next one, whether that made them or finds them made, and once', async () => {
    await begun().note('resources', [OTHER_CONFIG], [topic(['update'], '1')]);
    await begun().note('cluster', [GONE], [change(BROKER, ['create'], { name: 'a' })]);
    expect(await begun().stacks()).toEqual(['resources', 'cluster']);
    expect(await begun().take('resources', [topic(['no-op'], '1')])).toEqual([OTHER_CONFIG]);
    expect(await begun().stacks()).toEqual(['cluster']);
    expect(await begun().take('cluster', [change(BROKER, ['delete', 'create'], { name: 'a' })])).toEqual([GONE]);
    expect(await begun().stacks()).toEqual([]);
    expect(await begun().take('cluster', [])).toEqual([]);
  });

  test('are noted of several stacks at once, and each once, however often it is begun', async () => {
    const all = begun();
    await Promise.all([
      all.note('resources', [OTHER_CONFIG], [topic(['update'], '1')]),
      all.note('cluster', [GONE], [change(BROKER, ['create'], {})]),
    ]);
    await all.note('resources', [OTHER_CONFIG], [topic(['update'], '1')]);
    expect([...(await all.stacks())].sort()).toEqual(['cluster', 'resources']);
    expect(await all.take('resources', [topic(['update'], '1')])).toEqual([OTHER_CONFIG]);
  });

  test('are not told of what is declared no more, or otherwise by now', async () => {
    await begun().note('resources', [OTHER_CONFIG], [topic(['update'], '1')]);
    expect(await begun().take('resources', [topic(['no-op'], '2')])).toEqual([]);
    await begun().note('cluster', [GONE], [change(BROKER, ['create'], {})]);
    expect(await begun().take('cluster', [change(BROKER, ['delete'], null)])).toEqual([]);
  });

  test('are noted without anything of a password, nor the text of what was declared', async () => {
    const secret = 'of no consequence';
    await begun().note(
      'resources',
      [OTHER_PASSWORD, OTHER_CONFIG],
      [change(LOGIN, ['delete', 'create'], { password: secret }), topic(['update'], secret)],
    );
    const text = readFileSync(join(out, 'repairs', 'kafka.json'), 'utf8');
    expect(text).not.toContain(secret);
    expect((JSON.parse(text) as readonly object[])[0]).not.toHaveProperty('digest');
    const made = [change(LOGIN, ['no-op'], { password: 'another' }), topic(['no-op'], secret)];
    expect(await begun().take('resources', made)).toEqual([OTHER_PASSWORD, OTHER_CONFIG]);
  });

  test('are nothing where nothing was to be put right, and after the cluster is gone', async () => {
    await begun().note('resources', [], []);
    expect(existsSync(join(out, 'repairs'))).toBe(false);
    await begun().note('cluster', [GONE], [change(BROKER, ['create'], {})]);
    await begun().forget();
    expect(await begun().stacks()).toEqual([]);
  });
});
