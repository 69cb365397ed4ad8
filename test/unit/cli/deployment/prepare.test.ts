import { existsSync } from 'node:fs';
import path from 'node:path';
import { setUp, type SetUpOptions } from '../../../../bootstrap/setup';
import { prepare, prepareEnd } from '../../../../cli/deployment/prepare';
import { writePlanFile } from '../../../../cli/review/plan-file';
import { Workspace } from '../../../../cli/workspace';
import { KafkaVersion } from '../../../../constructs';
import { OwnProject } from '../../fixtures/own-project';

jest.mock('../../../../bootstrap/setup');
jest.setTimeout(600_000);

const NEWEST = KafkaVersion.V3_9_2.version;

let project: OwnProject;
beforeEach(() => {
  project = new OwnProject();
  project.install();
});
afterEach(() => {
  jest.clearAllMocks();
  delete process.env['KAFKA_CLUSTER'];
  project.remove();
});

/** Declares a platform, where that is wanted by props of its own. */
function declare(props: string, name = "'dev'"): void {
  project.write(
    'main.ts',
    `import { App } from 'cdktf';
import { KafkaPlatform, KafkaVersion, Metadata, ZooKeeperVersion } from 'cdktf-kafka';
const app = new App();
new KafkaPlatform(app, ${name}, { ${props} });
app.synth();
`,
  );
}

/** What an earlier set-up has left, for brokers of a version. */
function setUpFor(kafka: string): void {
  const servers = {
    kafka: { tag: `cdktf-kafka/kafka:${kafka}-local-1` },
    zookeeper: { tag: 'cdktf-kafka/zookeeper:3.8.6-local-1' },
  };
  const images = { origin: 'local', servers, metricsAgent: '/opt/agent.jar', monitoring: { exporter: 'e:1' } };
  project.write(
    'out/setup.json',
    JSON.stringify({ schema: 2, cluster: 'dev', images, terraform: { origin: 'mirror' } }),
  );
}

const workspace = (): Workspace => new Workspace({ project: project.folder });

async function wantedBy(prepared: (workspace: Workspace) => Promise<unknown>): Promise<Partial<SetUpOptions>> {
  await prepared(workspace());
  const [[options] = []] = jest.mocked(setUp).mock.calls;
  return { clusterName: options?.clusterName, versions: options?.versions };
}

test.each([
  ['another version than there are images of', "version: KafkaVersion.of('3.8.1')", NEWEST, '3.8.1', '3.8.6'],
  // Which the official images do not have.
  ['the one that a newer package means, with metrics', 'metrics: true', '3.8.1', NEWEST, '3.8.6'],
  ['ZooKeeper’s', "metadata: Metadata.zooKeeper({ version: ZooKeeperVersion.of('3.9.5') })", NEWEST, NEWEST, '3.9.5'],
  [
    'ZooKeeper’s, for as long as it stands beside controllers',
    "metadata: Metadata.migration({ from: Metadata.zooKeeper({ version: ZooKeeperVersion.of('3.9.5') }), to: Metadata.kraft(), phase: 'dualWrite' })",
    NEWEST,
    NEWEST,
    '3.9.5',
  ],
  ['none of ZooKeeper where Kafka keeps the metadata', 'metadata: Metadata.kraft()', NEWEST, NEWEST, undefined],
])('images are made for what is declared now: %s', async (_, props, made, kafka, metadata) => {
  declare(props);
  setUpFor(made);
  expect(await wantedBy(prepare)).toEqual({ clusterName: 'dev', versions: { kafka, metadata } });
  // Another command may be using what was synthesized last.
  expect(existsSync(path.join(project.folder, 'cdktf.out'))).toBe(false);
});

test('a fresh clone that is told the cluster’s name is asked for its version all the same', async () => {
  process.env['KAFKA_CLUSTER'] = 'green';
  declare("version: KafkaVersion.of('3.8.1')", "process.env['KAFKA_CLUSTER'] ?? 'dev'");
  expect(await wantedBy(prepare)).toEqual({ clusterName: 'green', versions: { kafka: '3.8.1', metadata: '3.8.6' } });
});

test('what is to go needs no image of the version that is declared by now, and no declaration that works', async () => {
  declare("version: KafkaVersion.of('3.8.1')");
  project.stacks();
  declare("version: 'no version at all'");
  expect(await wantedBy(prepareEnd)).toEqual({ clusterName: 'dev', versions: { kafka: '3.8.1', metadata: '3.8.6' } });
});

test.each([['20261127T180000Z'], [undefined]])(
  'whoever applies plans that were reviewed has the images that these were made with: renewed %s',
  async (renewed) => {
    declare('');
    const plan = path.join(project.folder, 'kafka.tfplan');
    const review = { cluster: 'dev', stacks: [], leaving: [], forgotten: {}, allowed: [], renewed };
    await writePlanFile(plan, { review: { schema: 1, ...review }, plans: new Map(), shown: new Map() });
    await prepare(workspace(), { plan });
    expect(setUp).toHaveBeenCalledWith(expect.objectContaining({ renewed, renewImages: undefined }));
  },
);

test('fails to prepare for plans that are not there, before anything is made', async () => {
  declare('');
  const plan = path.join(project.folder, 'none.tfplan');
  await expect(prepare(workspace(), { plan })).rejects.toThrow('[PlanUnreadable]');
  expect(setUp).not.toHaveBeenCalled();
});

test('fails for a name that main.ts does not declare, before anything is made', async () => {
  process.env['KAFKA_CLUSTER'] = 'other';
  declare('');
  await expect(prepare(workspace())).rejects.toThrow(
    '[ClusterUndeclared] KAFKA_CLUSTER=other: must name a cluster that main.ts declares, got dev',
  );
  expect(setUp).not.toHaveBeenCalled();
});
