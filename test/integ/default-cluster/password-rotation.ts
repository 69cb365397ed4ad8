import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CLIENT_FILES } from '../../../model/names/paths';
import { expectSuccess, textOf } from '../support/outcome';
import { findLeaks, unpackPlan } from '../support/leaks';
import type { DefaultCluster } from './cluster';
import { edited } from '../support/edited';

/** A user’s password is changed, by Terraform alone. */
export function passwordRotationTests(cluster: DefaultCluster): void {
  describe('a password', () => {
    test('is rotated by its version through a saved plan, which holds neither', async () => {
      const next = `canary-${randomBytes(12).toString('hex')}`;
      const file = cluster.checkout.path('out', 'secrets', 'passwords.tfvars.json');
      writeFileSync(file, JSON.stringify({ passwords: { user1: next } }));
      const main = readFileSync(cluster.checkout.path('main.ts'), 'utf8');
      writeFileSync(
        cluster.checkout.path('main.ts'),
        edited(main, "addUser('user1')", "addUser('user1', { login: UserLogin.scram({ passwordVersion: 2 }) })"),
      );
      expect((await cluster.checkout.npm('synth')).code).toBe(0);
      const plan = cluster.checkout.path('out', 'rotation.plan');
      expect(
        (await cluster.checkout.terraform(cluster.resources, 'plan', `-var-file=${file}`, `-out=${plan}`)).code,
      ).toBe(0);
      await unpackPlan(plan);
      expect(await findLeaks(cluster.checkout, { old: cluster.password, new: next })).toEqual([]);
      expectSuccess(await cluster.checkout.applySaved(cluster.resources, plan, `-var-file=${file}`));
      expect((await cluster.checkout.npm('clients')).code).toBe(0);
      const listed = await cluster.checkout.run('kcat', [
        '-F',
        path.join(cluster.folderOf('user1'), CLIENT_FILES.kcat),
        '-L',
      ]);
      expect(textOf(listed)).toContain('3 brokers:');
      expect(await findLeaks(cluster.checkout, { old: cluster.password, new: next })).toEqual([]);
    });
  });
}
