import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expectSuccess, type Outcome, textOf } from '../support/outcome';
import { recordsOf, write } from '../support/records';
import { type ChangingCluster, NAME, RESOURCES } from './cluster';
import { edited } from '../support/edited';

interface PlannedChange {
  readonly address: string;
  readonly previous_address?: string;
  readonly change: { readonly actions: readonly string[] };
}

/** Topics with records in them are declared otherwise. */
export function topicTests(cluster: ChangingCluster): void {
  /** Changes that Terraform plans for the declared resources, and addresses that it moves; it must be synthesized already. */
  async function planned(): Promise<{ readonly changes: readonly string[]; readonly moves: readonly string[] }> {
    const file = cluster.checkout.path('out', 'resources.plan');
    const passwords = `-var-file=${cluster.checkout.path('out', 'secrets', 'passwords.tfvars.json')}`;
    const { code, stderr } = await cluster.checkout.terraform(RESOURCES, 'plan', `-out=${file}`, passwords);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { stdout } = await cluster.checkout.terraform(RESOURCES, 'show', '-json', file);
    const { resource_changes: all = [] } = JSON.parse(stdout) as {
      readonly resource_changes?: readonly PlannedChange[];
    };
    return {
      changes: all
        .filter(({ change }) => change.actions.join() !== 'no-op')
        .map(({ address, change }) => `${change.actions.join()} ${address}`),
      moves: all.flatMap(({ address, previous_address: from }) =>
        from === undefined ? [] : [`${from} to ${address}`],
      ),
    };
  }

  /** How a pipeline’s schedule is told whether there is something to do: 2, 0, or another code where nobody can tell. */
  const planCode = (): Promise<Outcome> => cluster.checkout.npm('plan', '--detailed-exitcode');

  describe('a topic with records in it', () => {
    const VALUES = Array.from({ length: 300 }, (_, index) => `before ${index}`);
    const valuesIn = async (topic: string): Promise<readonly string[]> =>
      (await recordsOf(cluster.kafka, topic)).map(({ value }) => value).sort();

    beforeAll(() => write(cluster.kafka, 'my-topic', VALUES));

    test('is not touched when its construct is moved in the tree, stands elsewhere in the file, and another one is declared before it', async () => {
      cluster.declare((main) =>
        edited(
          edited(
            edited(
              main,
              "import { App } from 'cdktf';",
              "import { App } from 'cdktf';\nimport { Construct } from 'constructs';",
            ),
            'new KafkaPlatform(app, name',
            "new KafkaPlatform(new Construct(app, 'Moved'), name",
          ),
          /(const myTopic = .*\n)(const topic1 = .*\n)/,
          "resources.addTopic('a-first', { partitions: 1 });\n$2resources.addTopic('between', { partitions: 1 });\n$1",
        ),
      );
      await cluster.synthesize();
      expect(await planned()).toEqual({
        changes: [`create kafka_topic.${NAME}-a-first`, `create kafka_topic.${NAME}-between`],
        moves: [],
      });
    });

    test('is destroyed when the state has it at another address, and is moved instead when its declaration says from where', async () => {
      const mine = `kafka_topic.${NAME}-my-topic`;
      expect((await cluster.checkout.terraform(RESOURCES, 'state', 'mv', mine, 'kafka_topic.legacy')).code).toBe(0);
      expect((await planned()).changes).toEqual(
        expect.arrayContaining([`create ${mine}`, `delete kafka_topic.legacy`]) as unknown,
      );

      cluster.declare((main) =>
        edited(main, 'replicationFactor: 2 }', "replicationFactor: 2, movedFrom: 'kafka_topic.legacy' }"),
      );
      await cluster.synthesize();
      expect(await planned()).toEqual({
        changes: [`create kafka_topic.${NAME}-a-first`, `create kafka_topic.${NAME}-between`],
        moves: [`kafka_topic.legacy to ${mine}`],
      });
      await cluster.deploy();
    });

    test('is not made anew for fewer partitions: the plan ends in an error, and nothing has changed', async () => {
      const partitions = (count: number) => (main: string) =>
        main.replace(/('my-topic', \{ partitions: )\d+/, `$1${count}`);
      cluster.declare(partitions(2));
      await cluster.synthesize();
      const passwords = `-var-file=${cluster.checkout.path('out', 'secrets', 'passwords.tfvars.json')}`;
      const outcome = await cluster.checkout.terraform(RESOURCES, 'plan', passwords);
      expect(outcome.code).toBe(1);
      expect(textOf(outcome)).toContain('prevent_destroy');
      expect((await planCode()).code).toBe(1);
      const deployment = await cluster.checkout.npm('deploy');
      expect(deployment.code).toBe(1);
      expect(textOf(deployment)).toMatch(
        /\[TerraformFailed\] \S+: Instance cannot be destroyed; .*\n {2}\| .*kafka_topic\.\S*my-topic has lifecycle\.prevent_destroy/,
      );
      cluster.declare(partitions(3));
      await cluster.synthesize();
    });

    test('is destroyed by another name alone when that is allowed, and nothing is touched before', async () => {
      await write(cluster.kafka, 'between', ['of value']);
      const before = await cluster.checkout.containers();
      cluster.declare((main) =>
        edited(
          edited(main, "'between'", "'betwixt'"),
          '  brokers: 3,',
          "  brokers: 3,\n  labels: { generation: '3' },",
        ),
      );
      expect((await planCode()).code).toBe(2);
      const refused = await cluster.checkout.npm('deploy');
      expect(refused.code).toBe(1);
      expect(textOf(refused)).toContain(
        `[DestructionNotAllowed] kafka_topic.${NAME}-between of ${RESOURCES}: must not be destroyed unasked: topic between with its records`,
      );
      expect(await valuesIn('between')).toEqual(['of value']);
      expect(await cluster.checkout.containers()).toMatchObject(before.map(({ Id, State }) => ({ Id, State })));

      cluster.declare((main) => edited(main, "generation: '3'", "generation: '2'"));
      expectSuccess(await cluster.checkout.npm('deploy', '--allow-destroy', `kafka_topic.${NAME}-between`));
      const topics = await cluster.admin.listTopics();
      expect(topics).toContain('betwixt');
      expect(topics).not.toContain('between');
    });

    test('that a killed deployment has made is taken into the state by the next one, and one of somebody else’s by a command alone', async () => {
      const made = ['killed', 'foreign'];
      await cluster.admin.createTopics({
        topics: made.map((topic) => ({ topic, numPartitions: 1, replicationFactor: 3 })),
      });
      await write(cluster.kafka, 'killed', ['kept']);
      cluster.declare((main) =>
        edited(
          main,
          'const topic1 =',
          `${made.map((topic) => `resources.addTopic('${topic}', { partitions: 1 });\n`).join('')}const topic1 =`,
        ),
      );
      const note = cluster.checkout.path('out', 'begun-topics', `${RESOURCES}.json`);
      mkdirSync(path.dirname(note), { recursive: true });
      writeFileSync(note, JSON.stringify([{ address: `kafka_topic.${NAME}-killed`, name: 'killed' }]));

      const refused = await cluster.checkout.npm('deploy');
      expect(refused.code).toBe(1);
      expect(textOf(refused)).toContain(
        `[TopicExists] kafka_topic.${NAME}-foreign of ${RESOURCES}: must not be on the brokers already`,
      );
      const { changes } = await planned();
      expect(changes).toContain(`create kafka_topic.${NAME}-foreign`);
      expect(changes).not.toContain(`create kafka_topic.${NAME}-killed`);

      expectSuccess(await cluster.checkout.npm('adopt', '--yes'));
      expectSuccess(await cluster.checkout.npm('deploy'));
      expect(await valuesIn('killed')).toEqual(['kept']);
      expect(existsSync(note)).toBe(false);
    });

    test('has all of them afterwards', async () => {
      expect(await valuesIn('my-topic')).toEqual([...VALUES].sort());
      expect(await planned()).toEqual({ changes: [], moves: [] });
      expectSuccess(await planCode());
    });
  });
}
