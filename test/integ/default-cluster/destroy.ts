import { readFileSync } from 'node:fs';
import path from 'node:path';
import { allStacks } from '../../../runtime/files/manifest-file';
import { CLIENT_FILES } from '../../../model/names/paths';
import { expectSuccess, textOf } from '../support/outcome';
import type { DefaultCluster } from './cluster';

/** What is kept and what goes when the cluster is taken away: these come last. */
export function destroyTests(cluster: DefaultCluster): void {
  describe('npm run destroy', () => {
    test('keeps volumes, and the next deployment finds the old records with the same certificates', async () => {
      const key = readFileSync(path.join(cluster.folderOf('client'), CLIENT_FILES.key), 'utf8');
      const volumes = [...(await cluster.checkout.volumes())].sort();
      expect((await cluster.checkout.npm('destroy')).code).toBe(0);
      expect(await cluster.checkout.containers()).toEqual([]);
      expect([...(await cluster.checkout.volumes())].sort()).toEqual(volumes);
      const again = await cluster.checkout.npm('deploy');
      expectSuccess(again);
      expect(readFileSync(path.join(cluster.folderOf('client'), CLIENT_FILES.key), 'utf8')).toBe(key);
      const outcome = await cluster.checkout.run('kcat', [
        '-F',
        path.join(cluster.folderOf('admin'), CLIENT_FILES.kcat),
        '-C',
        '-e',
        '-q',
        '-t',
        'topic1',
      ]);
      expect(outcome.stdout).toContain('hello');
      expect(await cluster.checkout.pendingPlans()).toEqual({});
    });

    test('can be followed by Terraform alone in the synthesized folders', async () => {
      expect((await cluster.checkout.npm('destroy', '--volumes')).code).toBe(0);
      expect((await cluster.checkout.npm('synth')).code).toBe(0);
      for (const stack of allStacks(cluster.checkout.manifest)) {
        expect((await cluster.checkout.terraform(stack, 'init', '-input=false')).code).toBe(0);
        const file = cluster.checkout.path('out', 'secrets', 'passwords.tfvars.json');
        expectSuccess(await cluster.checkout.terraform(stack, 'apply', '-auto-approve', `-var-file=${file}`));
      }
      expect(await cluster.checkout.pendingPlans()).toEqual({});
    });

    test('can be followed by cdktf alone, which brings back what is missing, and after which there is nothing to change', async () => {
      await cluster.checkout.engine.getContainer('itest-console').remove({ force: true, v: true });
      const file = cluster.checkout.path('out', 'secrets', 'passwords.tfvars.json');
      const options = ['--auto-approve', '--skip-provider-lock', `--var-file=${file}`];
      expectSuccess(await cluster.checkout.cdktf('deploy', '*', ...options));
      const { State: state } = await cluster.checkout.engine.getContainer('itest-console').inspect();
      expect(state.Running).toBe(true);
      const deployed = await cluster.checkout.npm('deploy');
      expectSuccess(deployed);
      expect(textOf(deployed)).toContain('nothing to change');
    });

    test('takes everything away with --volumes', async () => {
      expectSuccess(await cluster.checkout.npm('destroy', '--volumes'));
      expect(await cluster.checkout.containers()).toEqual([]);
      expect(await cluster.checkout.volumes()).toEqual([]);
    });
  });
}
