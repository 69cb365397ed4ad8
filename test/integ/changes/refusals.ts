import { expectSuccess, textOf } from '../support/outcome';
import { edited } from '../support/edited';
import { type ChangingCluster, NAME } from './cluster';

const BASE = `${NAME}-base`;
const CLUSTER = `${NAME}-cluster`;

/** Changes that would lose data, or part servers from each other: refused before a server is touched. */
export function refusalTests(cluster: ChangingCluster): void {
  /** The servers' containers, by their ids. */
  const servers = async (): Promise<readonly string[]> =>
    (await cluster.checkout.containers())
      .filter(({ Labels }) => ['broker', 'zookeeper'].includes(Labels['cdktf-kafka.role'] ?? ''))
      .map(({ Id }) => Id)
      .sort();
  const refusal = async (): Promise<string> => {
    const before = await servers();
    const outcome = await cluster.checkout.npm('deploy');
    expect(outcome.code).toBe(1);
    expect(await servers()).toEqual(before);
    return textOf(outcome);
  };
  const terraform = (stack: string, ...args: string[]): ReturnType<typeof cluster.checkout.terraform> => {
    const passwords = `-var-file=${cluster.checkout.path('out', 'secrets', 'passwords.tfvars.json')}`;
    return cluster.checkout.terraform(stack, 'apply', '-auto-approve', '-no-color', passwords, ...args);
  };
  const inVolume = async (volumes: readonly string[], script: string): Promise<void> => {
    const mounts = volumes.flatMap((volume) => ['--volume', `${volume}:/${volume}`]);
    const { kafka } = cluster.checkout.manifest.images;
    expectSuccess(
      await cluster.checkout.run('docker', [
        ...['run', '--rm', '--user', '0', '--network', 'none', '--entrypoint', 'sh', ...mounts, kafka, '-c', script],
      ]),
    );
  };
  const remove = (container: string): Promise<unknown> =>
    cluster.checkout.engine.getContainer(`${NAME}-${container}`).remove({ force: true, v: true });
  /** What a change declares is taken back, with whatever Terraform alone has made for it. */
  const declaring = async (change: (main: string) => string, work: () => Promise<void>): Promise<void> => {
    let before = '';
    cluster.declare((main) => change((before = main)));
    try {
      await work();
    } finally {
      cluster.declare(() => before);
    }
  };

  describe('more ZooKeeper nodes', () => {
    test('fail to come by the commands, and by Terraform alone, one stack after the other', async () => {
      const topics = await cluster.admin.listTopics();
      const before = await servers();
      await declaring(
        (main) => edited(main, 'nodes: 1', 'nodes: 3'),
        async () => {
          expect(await refusal()).toContain(`[EnsembleResized] ensemble of ${NAME}-zookeeper-1`);
          const base = await terraform(BASE);
          expect(base.code).toBe(1);
          expect(textOf(base)).toContain('[StepFailed]');
          const node = await terraform(CLUSTER, `-target=docker_container.${NAME}-zookeeper-1`);
          expect(node.code).toBe(1);
          expect(textOf(node)).toContain(`[EnsembleResized] ensemble of ${NAME}-zookeeper-1`);
        },
      );
      // What Terraform alone has made for them meanwhile.
      const made = [2, 3].flatMap((id) =>
        ['data', 'datalog', 'secrets'].map((kind) => `docker_volume.${NAME}-zookeeper-${id}-${kind}`),
      );
      expectSuccess(await cluster.checkout.npm('deploy', '--allow-destroy', ...made));
      expect(await servers()).toEqual(before);
      expect(await cluster.admin.listTopics()).toEqual(topics);
      expect(await cluster.checkout.pendingPlans()).toEqual({});
    });
  });

  test('fails to go below the protocol that the brokers speak, and to leave it', async () => {
    await declaring(
      (main) =>
        edited(
          edited(
            main,
            'version,\n  brokers',
            "version: KafkaVersion.of('3.8.1'),\n  allow: ['ImageVersionDiffers'],\n  brokers",
          ),
          "import { App } from 'cdktf';",
          "import { App } from 'cdktf';\nimport { KafkaVersion } from './constructs';",
        ),
      async () => {
        expect(await refusal()).toContain(`[VersionNotJoinable] ${NAME}-broker-1`);
        // Whoever applies the servers' stack alone is told by their gates.
        const broker = await terraform(CLUSTER, `-target=docker_container.${NAME}-broker-1`);
        expect(broker.code).toBe(1);
        expect(textOf(broker)).toContain(`[VersionNotJoinable] ${NAME}-broker-1`);
      },
    );
    await cluster.synthesize();
  });

  test('fails to go back by a patch unasked, by the commands and by Terraform alone, and goes where it is named', async () => {
    await declaring(
      (main) =>
        edited(
          edited(
            main,
            'version,\n  brokers',
            "version: KafkaVersion.of('3.9.1'),\n  allow: ['ImageVersionDiffers'],\n  brokers",
          ),
          "import { App } from 'cdktf';",
          "import { App } from 'cdktf';\nimport { KafkaVersion } from './constructs';",
        ),
      async () => {
        expect(await refusal()).toContain(`[VersionLowered] ${NAME}-broker-1`);
        const broker = await terraform(CLUSTER, `-target=docker_container.${NAME}-broker-1`);
        expect(broker.code).toBe(1);
        expect(textOf(broker)).toContain(`[VersionLowered] ${NAME}-broker-1`);
        cluster.checkout.environment['KAFKA_DOWNGRADE'] = '3.9.1';
        const named = await cluster.checkout.npm('plan');
        delete cluster.checkout.environment['KAFKA_DOWNGRADE'];
        expectSuccess(named);
        expect(textOf(named)).toContain(`${NAME}-broker-1`);
      },
    );
    await cluster.synthesize();
  });

  test('fails when the volume of authorities is gone, by the commands and by Terraform alone, and goes on when it is back', async () => {
    const [volume, copy] = [`${NAME}-authority`, `${NAME}-authority-copy`];
    await cluster.checkout.engine.createVolume({ Name: copy, Labels: { 'cdktf-kafka.cluster': NAME } });
    await inVolume([volume, copy], `cp -a /${volume}/. /${copy}/`);
    await remove('keytool');
    await cluster.checkout.engine.getVolume(volume).remove();
    try {
      expect(await refusal()).toContain('[AuthorityLost] authority cluster');
      const before = await servers();
      expect((await terraform(BASE)).code).toBe(1);
      const log = await cluster.checkout.run('docker', ['logs', `${NAME}-keytool`]);
      expect(textOf(log)).toContain('[AuthorityLost] authority clients');
      expect(await servers()).toEqual(before);
    } finally {
      await inVolume([volume, copy], `cp -a /${copy}/. /${volume}/`);
      await cluster.checkout.engine.getVolume(copy).remove();
    }
    await cluster.deploy();
    expect(await cluster.checkout.pendingPlans()).toEqual({});
  });

  describe('a broker whose data volume is gone', () => {
    const lose = async (): Promise<void> => {
      await remove('broker-2');
      await remove('configure');
      await cluster.checkout.engine.getVolume(`${NAME}-broker-2-data`).remove();
    };

    test('copies its partitions, and the deployment says so', async () => {
      await lose();
      const outcome = await cluster.checkout.npm('deploy');
      expectSuccess(outcome);
      expect(textOf(outcome)).toContain(
        `${NAME}-broker-2 has lost its data, and copies all partitions from the others`,
      );
      expect(await cluster.checkout.pendingPlans()).toEqual({});
    });

    test('fails to come back empty where a partition has no other copy', async () => {
      await cluster.admin.createTopics({
        waitForLeaders: true,
        topics: [{ topic: 'alone', replicaAssignment: [{ partition: 0, replicas: [2] }] }],
      });
      await lose();
      try {
        expect(await refusal()).toContain(`[DataVolumeLost] ${NAME}-broker-2`);
      } finally {
        // It is gone, and a person says so.
        await inVolume([`${NAME}-configuration`], `touch /${NAME}-configuration/.start-empty-${NAME}-broker-2`);
      }
      await cluster.deploy();
      await cluster.admin.deleteTopics({ topics: ['alone'] });
    });
  });

  test('a server that takes longer to start than it may is left alone by the next deployment', async () => {
    await remove('broker-3');
    await declaring(
      (main) => edited(main, '  brokers: 3,', '  brokers: 3,\n  startTimeout: Duration.seconds(1),'),
      async () => {
        expect((await cluster.checkout.npm('deploy')).code).toBe(1);
      },
    );
    const before = await servers();
    const outcome = await cluster.checkout.npm('deploy');
    expectSuccess(outcome);
    expect(textOf(outcome)).toContain(`${NAME}-broker-3 is left alone`);
    expect(await servers()).toEqual(before);
    expect(await cluster.checkout.pendingPlans()).toEqual({});
  });
}
