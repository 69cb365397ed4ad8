import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CLIENT_FILES } from '../../../model/names/paths';
import { Checkout } from '../support/checkout';
import { expectSuccess, textOf } from '../support/outcome';
import type { DefaultCluster } from './cluster';
import { edited } from '../support/edited';

/** Deployments of a cluster that stands: with a user more, from elsewhere, and with servers missing. */
export function changeTests(cluster: DefaultCluster): void {
  describe('the keytool step', () => {
    const issued = async (): Promise<string> => {
      const container = cluster.checkout.engine.getContainer('itest-keytool');
      return (await container.logs({ stdout: true, stderr: true, follow: false })).toString('utf8');
    };
    const deploy = async (): Promise<void> => {
      expectSuccess(await cluster.checkout.npm('deploy'));
    };

    test('issues nothing anew when it runs again, and only the new one when a user is added', async () => {
      const key = readFileSync(path.join(cluster.folderOf('client'), CLIENT_FILES.key), 'utf8');
      const main = readFileSync(cluster.checkout.path('main.ts'), 'utf8');
      writeFileSync(
        cluster.checkout.path('main.ts'),
        edited(main, /^const client = .*$/m, "$&\nresources.addUser('second', { login: UserLogin.certificate() });"),
      );
      await deploy();
      expect((await issued()).match(/issued \S+/g)).toEqual(['issued second']);
      expect(readFileSync(path.join(cluster.folderOf('client'), CLIENT_FILES.key), 'utf8')).toBe(key);
      writeFileSync(cluster.checkout.path('main.ts'), main);
      await deploy();
      expect((await issued()).match(/issued \S+/g)).toBeNull();
    });

    test('fails for a user with the name of one who has left, whose certificate has not ended', async () => {
      const main = readFileSync(cluster.checkout.path('main.ts'), 'utf8');
      writeFileSync(
        cluster.checkout.path('main.ts'),
        edited(main, /^const client = .*$/m, "$&\nresources.addUser('second');"),
      );
      const outcome = await cluster.checkout.npm('deploy');
      expect(outcome.code).toBe(1);
      expect(textOf(outcome)).toMatch(
        /\[UserNameReused\] cluster itest\/user second: .+, got valid until \d{4}-\d\d-\d\d; /,
      );
      writeFileSync(cluster.checkout.path('main.ts'), main);
      expectSuccess(await cluster.checkout.npm('synth'));
    });
  });

  describe('a cluster of the same name', () => {
    test('fails to be deployed or destroyed from another checkout, and is left as it is', async () => {
      const stranger = await Checkout.copyOf(cluster.checkout);
      try {
        const outcome = await stranger.npm('deploy');
        expect(outcome.code).toBe(1);
        expect(textOf(outcome)).toContain('[ClusterOfAnotherCheckout] cluster itest');
        const containers = await cluster.checkout.containers();
        const destroyed = await stranger.npm('destroy', '--volumes');
        expect(destroyed.code).toBe(1);
        expect(textOf(destroyed)).toContain(
          'so nothing was touched, got ' + String(containers.length) + ' containers (',
        );
        expect(textOf(destroyed)).not.toContain('Everything is gone');
        expect((await cluster.checkout.containers()).map(({ State }) => State)).toEqual(
          containers.map(({ State }) => State),
        );
        expect(await cluster.checkout.pendingPlans()).toEqual({});
      } finally {
        stranger.removeFolder();
      }
    });
  });

  describe('repair', () => {
    test('one deployment brings back a broker whose container was removed, and says so', async () => {
      await cluster.checkout.engine.getContainer('itest-broker-2').remove({ force: true, v: true });
      const outcome = await cluster.checkout.npm('deploy');
      expectSuccess(outcome);
      expect(textOf(outcome)).toContain('Put right: container itest-broker-2 (was gone)');
      expect(await cluster.checkout.pendingPlans()).toEqual({});
    });

    test('one deployment starts a broker and a ZooKeeper node that were stopped, and says so', async () => {
      await cluster.checkout.engine.getContainer('itest-broker-3').stop();
      await cluster.checkout.engine.getContainer('itest-zookeeper-1').stop();
      const outcome = await cluster.checkout.npm('deploy');
      expectSuccess(outcome);
      expect(textOf(outcome)).toMatch(/Put right: .*container itest-broker-3 \(did not run\)/);
      expect(textOf(outcome)).toMatch(/Put right: .*container itest-zookeeper-1 \(did not run\)/);
      const { State: state } = await cluster.checkout.engine.getContainer('itest-broker-3').inspect();
      expect(state.Running).toBe(true);
    });
  });
}
