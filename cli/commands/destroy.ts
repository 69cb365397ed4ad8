import { rm } from 'node:fs/promises';
import { removeReports } from '../../proof/report/report-files';
import { Engines } from '../../runtime/engine/engines';
import { settleProofs } from '../../proof';
import { changing } from '../changes';
import { synthesize } from '../synthesize';
import { runSteps } from '../../bootstrap/run-steps';
import { say } from '../../runtime/process/terminal';
import { progressStyle, StackProgress } from '../terraform/stack-progress';
import { type ChangeCount, countOf, Terraform, total } from '../terraform/terraform';
import type { Workspace } from '../workspace';
import { prepare } from './deployment';

export interface DestroyOptions {
  readonly volumes?: boolean;
}

/**
 * Takes the containers and networks away; volumes, certificates and the resources' state stay, so that the next deployment
 * finds the old records. With `volumes`, everything goes.
 */
export async function destroy(workspace: Workspace, options: DestroyOptions): Promise<number> {
  await prepare(workspace);
  const everything = options.volumes === true;
  await changing(workspace, () => destroyAlone(workspace, everything));
  say(
    everything
      ? '\nEverything is gone but the passwords file.'
      : '\nVolumes, certificates and topics are kept; npm start brings the cluster back with its records.',
  );
  return 0;
}

async function destroyAlone(workspace: Workspace, everything: boolean): Promise<void> {
  await runSteps([
    {
      title: 'Synthesize main.ts',
      run: async (): Promise<undefined> => {
        // Lifts the lifecycle rule that keeps volumes, for this one synthesis.
        await synthesize(workspace, everything ? { KAFKA_DATA: 'destroy' } : {});
        return undefined;
      },
    },
    {
      title: 'Preflight checks',
      run: async (progress): Promise<string> => {
        const manifest = await workspace.manifest();
        const engines = new Engines(manifest);
        const undone = await settleProofs(engines, manifest, { awaitEnd: true, progress });
        const swept = await engines.sweepHelpers(manifest.name);
        return [
          'passed',
          ...(swept === 0 ? [] : [`removed ${swept} helper containers, left by a killed run`]),
          ...undone,
        ].join('; ');
      },
    },
    {
      title: 'Destroy companion services',
      run: async (progress): Promise<string | undefined> => {
        removeReports(workspace.reports);
        const { services } = (await workspace.manifest()).stacks;
        for (const stack of services) {
          await destroyIn(new Terraform(workspace, stack), everything ? ALL : WITHOUT_DATA, progress);
        }
        return services.length === 0 ? 'nothing' : undefined;
      },
    },
    {
      title: 'Destroy the servers',
      run: async (progress): Promise<undefined> => {
        const { stacks } = await workspace.manifest();
        await destroyIn(new Terraform(workspace, stacks.cluster), ALL, progress);
        return undefined;
      },
    },
    {
      title: everything ? 'Destroy networks and volumes' : 'Destroy the networks',
      run: async (progress): Promise<undefined> => {
        const { stacks } = await workspace.manifest();
        await destroyIn(new Terraform(workspace, stacks.base), everything ? ALL : WITHOUT_DATA, progress);
        return undefined;
      },
    },
    ...(everything
      ? [
          {
            title: 'Remove topics, users and rules from the state',
            run: async (): Promise<undefined> => {
              const { stacks } = await workspace.manifest();
              for (const stack of stacks.resources) {
                await new Terraform(workspace, stack).forget();
              }
              await rm(workspace.clients, { recursive: true, force: true });
              await rm(workspace.reports, { recursive: true, force: true });
              return undefined;
            },
          },
        ]
      : []),
  ]);
}

/** Which addresses of a stack are destroyed. */
const ALL = /^/;
/** What is in volumes stays. */
const WITHOUT_DATA = /^docker_(network|container)\./;

async function destroyIn(terraform: Terraform, which: RegExp, say: (line: string) => void): Promise<void> {
  const addresses = (await terraform.addresses()).filter((address) => which.test(address));
  if (addresses.length === 0) {
    return;
  }
  const planned = new Map(addresses.map((address) => [address, 'delete']));
  const progress = new StackProgress({ stack: terraform.stack, planned }, progressStyle(), say);
  const counts: ChangeCount[] = [];
  await terraform.destroy(which === ALL ? [] : addresses, (event) => {
    counts.push(countOf(event));
    progress.take(event);
  });
  progress.end(total(counts));
}
