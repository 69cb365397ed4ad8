import { allStacks } from '../../runtime/files/manifest-file';
import { runSteps } from '../../bootstrap/run-steps';
import { printWarnings, say } from '../../runtime/process/terminal';
import { type PlanResult, Terraform } from '../terraform/terraform';
import type { Workspace } from '../workspace';
import { fetchAdministrator, prepare, synthesisSteps } from './deployment';

export interface PlanOptions {
  readonly detailedExitcode?: boolean;
}

/** Shows what a deployment would change: exit code 0, or 2 for changes when asked for by `detailedExitCode`. */
export async function plan(workspace: Workspace, options: PlanOptions): Promise<number> {
  await prepare(workspace);
  const results: PlanResult[] = [];
  const warnings: string[] = [];
  await runSteps([
    ...synthesisSteps(workspace, warnings, { clear: false }),
    {
      title: 'Plan',
      run: async (progress): Promise<undefined> => {
        const manifest = await workspace.manifest();
        await fetchAdministrator(workspace, manifest);
        for (const stack of allStacks(manifest)) {
          progress(stack);
          results.push(await new Terraform(workspace, stack).plan());
        }
        return undefined;
      },
    },
  ]);
  printWarnings(warnings);
  for (const { stack, changes, text } of results) {
    say(changes ? `\n${stack}:\n${text}` : `\n${stack}: no changes`);
  }
  return options.detailedExitcode === true && results.some(({ changes }) => changes) ? 2 : 0;
}
