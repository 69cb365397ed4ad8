import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { engineSecrets } from '../support/engine-secrets';
import { findLeaks, type Secrets, unpackPlan } from '../support/leaks';
import type { DefaultCluster } from './cluster';

/** That secrets are nowhere but where they belong, and that they would be found elsewhere. */
export function secretTests(cluster: DefaultCluster): void {
  describe('secrets', () => {
    let secrets: Secrets;

    beforeAll(async () => {
      secrets = { 'password of user1': cluster.password, ...(await engineSecrets(cluster.checkout)) };
      const plan = cluster.checkout.path('out', 'secrets.plan');
      const outcome = await cluster.checkout.terraform(
        cluster.resources,
        'plan',
        '-refresh=false',
        `-var-file=${cluster.checkout.path('out', 'secrets', 'passwords.tfvars.json')}`,
        `-out=${plan}`,
      );
      expect(outcome.code).toBe(0);
      await unpackPlan(plan);
    });

    test('are in no state, plan, synthesized file, output, inspection, command line, environment or log', async () => {
      // The user’s password; a key and a password of 6 servers, what brokers show ZooKeeper, 2 authorities, and each certificate user.
      expect(Object.keys(secrets).length).toBeGreaterThanOrEqual(1 + 2 * (6 + 1 + 2 + 2));
      expect(Object.values(secrets).every((secret) => secret.length > 20)).toBe(true);
      expect(await findLeaks(cluster.checkout, secrets)).toEqual([]);
    });

    test.each([
      ['a state', 'terraform.itest-base.tfstate'],
      ['a state’s backup', 'terraform.itest-base.tfstate.backup'],
      ['a plan', 'out/planted.plan.parts/tfplan'],
      ['a synthesized file', 'cdktf.out/stacks/itest-base/planted.tf.json'],
      ['a report', 'out/proof/report.json'],
      ['a page of a report', 'out/proof/report.html'],
      ['a report for other programs', 'out/proof/junit.xml'],
      ['the manifest', 'cdktf.out/kafka/itest.json'],
      ['a log', 'planted.log'],
    ])('are found when one is planted in %s', async (_, file) => {
      const target = cluster.checkout.path(file);
      const original = existsSync(target) ? readFileSync(target) : undefined;
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, `${original?.toString('utf8') ?? ''}${cluster.password}`);
      try {
        expect(await findLeaks(cluster.checkout, secrets)).toContainEqual({
          secret: 'password of user1',
          location: file,
        });
      } finally {
        if (original === undefined) {
          rmSync(target);
        } else {
          writeFileSync(target, original);
        }
      }
    });

    test('are found when one is planted in a container’s environment, command line and log', async () => {
      const planted = await cluster.checkout.engine.createContainer({
        name: 'itest-planted',
        Image: cluster.checkout.manifest.images.kafka,
        Entrypoint: ['sh', '-c', `echo ${cluster.password}; exec sleep 60`],
        Env: [`PASSWORD=${cluster.password}`],
        Labels: { 'cdktf-kafka.cluster': 'itest' },
      });
      try {
        await planted.start();
        const locations = (await findLeaks(cluster.checkout, secrets)).map(({ location }) => location);
        expect(locations).toEqual(expect.arrayContaining(['inspect /itest-planted', 'logs /itest-planted']));
        expect(locations.filter((location) => /\/proc\/\d+\/environ/.test(location))).not.toEqual([]);
      } finally {
        await planted.remove({ force: true, v: true });
      }
    });

    test('are found when one is planted in a container’s label', async () => {
      const planted = await cluster.checkout.engine.createContainer({
        name: 'itest-planted',
        Image: cluster.checkout.manifest.images.kafka,
        Labels: { 'cdktf-kafka.cluster': 'itest', planted: cluster.password },
      });
      try {
        expect(await findLeaks(cluster.checkout, secrets)).toEqual([
          { secret: 'password of user1', location: 'inspect /itest-planted' },
        ]);
      } finally {
        await planted.remove({ force: true, v: true });
      }
    });

    test('are found when one is planted in what a command prints', async () => {
      await cluster.checkout.run('npm', ['exec', '-c', 'echo "$PLANTED"'], {
        environment: { PLANTED: cluster.password },
      });
      try {
        expect(await findLeaks(cluster.checkout, secrets)).toEqual([
          { secret: 'password of user1', location: 'output of npm exec -c echo "$PLANTED"' },
        ]);
      } finally {
        cluster.checkout.printed.pop();
      }
    });

    test('are found when one is planted in the environment of a process of this machine', async () => {
      const planted = spawn('sleep', ['60'], { env: { PLANTED: cluster.password } });
      try {
        expect(await findLeaks(cluster.checkout, secrets)).toEqual([
          { secret: 'password of user1', location: `/proc/${planted.pid}/environ` },
        ]);
      } finally {
        planted.kill();
      }
    });

    test('are found when one is planted in a command line', async () => {
      const planted = await cluster.checkout.engine.createContainer({
        Image: cluster.checkout.manifest.images.kafka,
        Entrypoint: ['sh', '-c', 'while :; do sleep 1; done', cluster.password],
        Labels: { 'cdktf-kafka.role': 'test', 'cdktf-kafka.cluster': 'itest' },
      });
      try {
        await planted.start();
        const locations = (await findLeaks(cluster.checkout, secrets)).map(({ location }) => location);
        expect(locations.filter((location) => /\/proc\/\d+\/cmdline/.test(location))).not.toEqual([]);
      } finally {
        await planted.remove({ force: true, v: true });
      }
    });
  });
}
