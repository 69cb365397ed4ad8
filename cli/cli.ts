import { Command } from 'commander';
import { fetchServicePasswords } from '../runtime/credentials/service-passwords';
import { deployAll, type DeployOptions, prepare, withDeployOptions } from './commands/deployment';
import { adoptOfCheckout, type AdoptFlags, withAdoptOptions } from './commands/adopt';
import { fetchUsers } from './deployment/users-files';
import { destroy, type DestroyOptions } from './commands/destroy';
import { drift, type DriftFlags, withDriftOptions } from './commands/drift';
import { gate, type GateCommandOptions, withGateOptions } from './commands/gate';
import { plan, type PlanOptions, withPlanOptions } from './commands/plan';
import { withProofOptions } from './commands/proof-options';
import { guard, type GuardOptions, withGuardOptions } from './commands/guard';
import { prove } from './commands/prove';
import { rebalance } from './commands/rebalance';
import { reload } from './commands/reload';
import { retire } from './commands/retire';
import { status } from './commands/status';
import { test } from './commands/test';
import { answerDeployed, up } from './commands/up';
import { changing } from './changes';
import { commandLine, runProgram, withJson } from './command-line';
import { type MovingFlags, movingEnvironment, THROTTLE_OPTION } from './moving-environment';
import { retirementEnvironment } from './retirement-environment';
import { synthesize } from './synthesize';
import { answer, printWarnings } from '../runtime/process/terminal';
import { Workspace } from './workspace';

const program = commandLine(
  new Command('cdktf-kafka').description('Declares a secured Kafka cluster, and proves that it keeps its promises'),
);

type Action<Options> = (workspace: Workspace, options: Options) => Promise<number>;

interface PasswordsOption {
  readonly passwords?: string;
}

/** A command that answers with its exit code; the passwords file is an option of all of them. */
function command<Options>(name: string, description: string, action: Action<Options>): Command {
  return withJson(program.command(name).description(description))
    .option('--passwords <file>', 'var-file with the users’ passwords (default: this checkout’s own, made at random)')
    .action(async (options: Options & PasswordsOption) => {
      process.exitCode = await action(new Workspace(options.passwords), options);
    });
}

withDeployOptions(command('up', 'set up, deploy, prove, and say how to connect', up));

command('synth', 'write the Terraform configuration', async (workspace) => {
  printWarnings(await synthesize(workspace));
  return 0;
});

withPlanOptions(command<PlanOptions>('plan', 'show what a deployment would change', plan));

withDeployOptions(
  command<DeployOptions>('deploy', 'deploy without the proof', async (workspace, options) => {
    await prepare(workspace);
    const deployed = await deployAll(workspace, options);
    printWarnings(deployed.warnings);
    await answerDeployed(workspace, deployed);
    return 0;
  }),
);

withProofOptions(command('proof', 'prove that the running cluster replicates and fails over', prove));

withDriftOptions(
  command<DriftFlags>(
    'drift',
    'compare the running cluster with what is declared; exit code 2 where it differs',
    drift,
  ),
);

command('status', 'show what runs, and when certificates end', status);

command<{ user?: string[] }>('clients', 'fetch the users’ files', async (workspace, options) => {
  const { users } = await fetchUsers(workspace, await workspace.manifest(), options.user);
  const passwords =
    options.user === undefined ? await fetchServicePasswords(await workspace.manifest(), workspace.secrets) : [];
  const files = [...users.map(({ folder }) => folder), ...passwords];
  answer({ files }, files.join('\n'));
  return 0;
}).option('--user <name...>', 'only of these users');

command<DestroyOptions>('destroy', 'take containers and networks away, keep the data', destroy).option(
  '--volumes',
  'take the volumes, with all records and certificates, away too',
);

command<MovingFlags>(
  'retire',
  'take away what is declared no more, before and after Terraform alone',
  async (workspace, flags) =>
    changing(workspace, async () => {
      await synthesize(workspace);
      const manifest = await workspace.manifest();
      return await retire(
        retirementEnvironment(workspace, manifest),
        movingEnvironment(workspace, manifest, flags),
        workspace.clients,
      );
    }),
).option(...THROTTLE_OPTION);

withAdoptOptions(
  command<AdoptFlags>(
    'adopt',
    'have lost states take up what stands of the cluster, and touch nothing',
    adoptOfCheckout,
  ),
);

command<MovingFlags>('rebalance', 'spread all copies of partitions evenly over the brokers', async (workspace, flags) =>
  changing(workspace, async () => {
    await synthesize(workspace);
    return await rebalance(movingEnvironment(workspace, await workspace.manifest(), flags), workspace.clients);
  }),
).option(...THROTTLE_OPTION);

withGuardOptions(
  withJson(program.command('guard').description('judge plans that Terraform has made, before they are applied')),
).action(async (plans: string[], options: GuardOptions) => {
  process.exitCode = await guard(plans, options);
});

withGateOptions(command<GateCommandOptions>('gate', 'await that a server may be replaced (Terraform calls it)', gate));

command('reload', 'have running brokers read their certificates again (Terraform calls it)', reload);

command('test', 'check everything: types, lint, unit tests, integration tests', test);

void runProgram(program);
