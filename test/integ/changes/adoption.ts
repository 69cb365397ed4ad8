import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { edited } from '../support/edited';
import { expectSuccess, textOf } from '../support/outcome';
import { type ChangingCluster, NAME } from './cluster';

/** The states of a cluster that runs are lost. */
export function adoptionTests(cluster: ChangingCluster): void {
  describe('a cluster whose states are lost', () => {
    const states = (folder: string): readonly string[] =>
      readdirSync(folder).filter((name) => /^terraform\..*\.tfstate$/.test(name));
    /** Everything on the engine, by what changes when it is made anew or started again. */
    async function running(): Promise<readonly unknown[]> {
      const containers = await cluster.checkout.containers();
      const inspected = await Promise.all(
        containers.map(({ Id }) => cluster.checkout.engine.getContainer(Id).inspect()),
      );
      return inspected.map(({ Id, Name, State: { StartedAt } }) => `${Name} ${Id} ${StartedAt}`).sort();
    }

    test('is taken up by a command, as it stands, and has empty plans after the next deployment', async () => {
      const before = await running();
      const lost = cluster.checkout.path('out', 'lost');
      mkdirSync(lost);
      for (const name of states(cluster.checkout.folder)) {
        renameSync(cluster.checkout.path(name), path.join(lost, name));
      }
      const deployment = await cluster.checkout.npm('deploy');
      expect(deployment.code).toBe(1);
      expect(textOf(deployment)).toMatch(/\[ClusterOfAnotherCheckout\] cluster iroll: .*npm run adopt/);

      const unconfirmed = await cluster.checkout.npm('adopt');
      expect(unconfirmed.code).toBe(1);
      expect(textOf(unconfirmed)).toContain(`[AdoptionNotConfirmed] cluster ${NAME}`);
      expect(states(cluster.checkout.folder)).toEqual([]);

      const adopted = await cluster.checkout.npm('adopt', '--yes');
      expectSuccess(adopted);
      // Nobody can tell what brokers have read of their certificates: they are asked once more.
      expect(textOf(adopted)).toMatch(
        /A deployment changes:\s+terraform_data\.iroll-issued \(.*\s+terraform_data\.iroll-issued-confirmed \(/,
      );
      expect(textOf(adopted)).toContain('The next deployment changes 2: npm run plan shows it.');
      expect(states(cluster.checkout.folder)).toEqual(
        ['base', 'cluster', 'resources'].map((stack) => `terraform.${NAME}-${stack}.tfstate`),
      );
      expect(await running()).toEqual(before);
      expectSuccess(await cluster.checkout.npm('deploy'));
      expect(await cluster.checkout.pendingPlans()).toEqual({});

      const again = await cluster.checkout.npm('adopt', '--yes');
      expectSuccess(again);
      expect(textOf(again)).toContain('nothing to adopt');
    });

    test('fails to be taken up when it is declared otherwise than it stands, and no state is written', async () => {
      const servers = cluster.checkout.path(`terraform.${NAME}-cluster.tfstate`);
      renameSync(servers, cluster.checkout.path('out', 'lost', 'servers'));
      cluster.declare((main) => edited(main, /generation: '2'/g, "generation: '3'"));
      const outcome = await cluster.checkout.npm('adopt', '--yes');
      expect(outcome.code).toBe(1);
      expect(textOf(outcome)).toContain(
        `[DeclarationDiffers] docker_container.${NAME}-broker-1: must be declared as it stands, since it would be made anew, got label generation`,
      );
      expect(states(cluster.checkout.folder)).not.toContain(path.basename(servers));
      cluster.declare((main) => edited(main, /generation: '3'/g, "generation: '2'"));
      renameSync(cluster.checkout.path('out', 'lost', 'servers'), servers);
    });
  });
}
