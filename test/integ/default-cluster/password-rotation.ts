import { randomBytes } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CLIENT_FILES } from '../../../model/names/paths';
import { expectSuccess, type Outcome, textOf } from '../support/outcome';
import { findLeaks, unpackPlan } from '../support/leaks';
import type { DefaultCluster } from './cluster';
import { edited } from '../support/edited';

/** A user’s password is changed, by Terraform alone. */
export function passwordRotationTests(cluster: DefaultCluster): void {
  describe('a password', () => {
    /** Declares user1's login, as it was written until now, in another way; it is not synthesized yet. */
    const declare = (from: string, to: string): void => {
      const main = cluster.checkout.path('main.ts');
      writeFileSync(main, edited(readFileSync(main, 'utf8'), from, to));
    };
    const file = (): string => cluster.checkout.path('out', 'secrets', 'passwords.tfvars.json');
    const listWith = (folder: string): Promise<Outcome> =>
      cluster.checkout.run('kcat', ['-F', path.join(folder, CLIENT_FILES.kcat), '-L']);

    test('is let in beside the former one after a saved plan, which holds neither', async () => {
      const next = `canary-${randomBytes(12).toString('hex')}`;
      const secrets = { old: cluster.password, new: next };
      const passwords = { user1: cluster.password, 'user1#1': cluster.password, 'user1#2': next };
      writeFileSync(file(), JSON.stringify({ passwords }));
      declare("'user1')", "'user1', { login: UserLogin.scram({ passwordVersion: 2, keepFormerPassword: true }) })");
      expect((await cluster.checkout.npm('synth')).code).toBe(0);
      const plan = cluster.checkout.path('out', 'rotation.plan');
      expect(
        (await cluster.checkout.terraform(cluster.resources, 'plan', `-var-file=${file()}`, `-out=${plan}`)).code,
      ).toBe(0);
      await unpackPlan(plan);
      expect(await findLeaks(cluster.checkout, secrets)).toEqual([]);
      expectSuccess(await cluster.checkout.applySaved(cluster.resources, plan, `-var-file=${file()}`));
      const former = cluster.checkout.path('out', 'secrets', 'former-user1');
      cpSync(cluster.folderOf('user1'), former, { recursive: true });
      expect((await cluster.checkout.npm('clients')).code).toBe(0);
      for (const folder of [former, cluster.folderOf('user1')]) {
        expect(textOf(await listWith(folder))).toContain('3 brokers:');
      }
      expect(readFileSync(path.join(cluster.folderOf('user1'), CLIENT_FILES.kcat), 'utf8')).toContain('SCRAM-SHA-256');
      expect(await findLeaks(cluster.checkout, secrets)).toEqual([]);
    });

    test('fails to be kept by a version that skips one, by Terraform alone, too', async () => {
      const passwords = Object.fromEntries([1, 2, 3, 4].map((version) => [`user1#${version}`, cluster.password]));
      const four = cluster.checkout.path('out', 'secrets', 'four.tfvars.json');
      writeFileSync(four, JSON.stringify({ passwords }));
      declare('passwordVersion: 2', 'passwordVersion: 4');
      expect((await cluster.checkout.npm('synth')).code).toBe(0);
      const refused = await cluster.checkout.terraform(cluster.resources, 'plan', '-no-color', `-var-file=${four}`);
      expect(refused.code).toBe(1);
      expect(textOf(refused).replace(/\s+/g, ' ')).toContain('[PasswordVersionSkipped] user user1: ');
      declare('passwordVersion: 4', 'passwordVersion: 2');
    });
  });
}
