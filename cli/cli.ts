import { Command } from 'commander';
import { fetchServicePasswords } from '../runtime/credentials/service-passwords';
import { answer, printWarnings } from '../runtime/process/terminal';
import { changing, mendStates } from './changes';
import { commandLine, refusedWith, withJson } from './command-line';
import { adopt, type AdoptFlags, withAdoptOptions } from './commands/adopt';
import { completion, withShell } from './commands/completion';
import { deployAll, type DeployOptions, withDeployOptions } from './commands/deployment';
import { destroy, type DestroyOptions } from './commands/destroy';
import { drain, type DrainFlags, withDrainOptions } from './commands/drain';
import { drift, type DriftFlags, withDriftOptions } from './commands/drift';
import { gate, type GateCommandOptions, withGateOptions } from './commands/gate';
import { guard, type GuardOptions, withGuardOptions } from './commands/guard';
import { importContents, type ImportFlags, withImportOptions } from './commands/import';
import { init, type InitFlags, withInitOptions } from './commands/init';
import { migrate, type MigrateFlags, withMigrateOptions } from './commands/migrate';
import { plan, type PlanOptions, withPlanOptions } from './commands/plan';
import { type ProofFlags, withProofOptions } from './commands/proof-options';
import { prove } from './commands/prove';
import { rebalance } from './commands/rebalance';
import { handover, type HandoverFlags, withHandoverOptions } from './commands/handover';
import { reload, type ReloadFlags, withReloadOptions } from './commands/reload';
import { retire } from './commands/retire';
import { status } from './commands/status';
import { answerDeployed, up } from './commands/up';
import { prepare } from './deployment/prepare';
import { fetchUsers } from './deployment/users-files';
import { type MovingFlags, movingEnvironment, THROTTLE_OPTION } from './moving-environment';
import { type PlaceFlags, type Places, placesOf, withPlaces } from './project/places';
import { retirementEnvironment } from './retirement-environment';
import { synthesize } from './synthesize';
import { Workspace, type WorkspaceOptions } from './workspace';

type Action<Options> = (workspace: Workspace, options: Options) => Promise<number>;

/** What is known of a project before a command line is read. */
export type Home = Pick<WorkspaceOptions, 'project' | 'cluster' | 'versions'>;

/**
 * Every command, in the one form that it has: for this package’s own checkout, and for a project that has installed it.
 *
 * @param home where that is the same wherever a command is called from
 */
export function cdktfKafka(home: Home = {}): Command {
  const program = commandLine(
    new Command('cdktf-kafka').description('Declares a secured Kafka cluster, and proves that it keeps its promises'),
  );

  /** A command that answers with its exit code, and that Terraform may call, as what issues certificates calls `clients`. */
  const bareCommand = <Options>(name: string, description: string, action: Action<Options>, places: Places): Command =>
    withPlaces(withJson(program.command(name).description(description)), places).action(
      async (options: Options & PlaceFlags) => {
        process.exitCode = await action(new Workspace({ ...home, ...placesOf(options, places) }), options);
      },
    );

  /** One that people alone call: it finds states whole. */
  const command = <Options>(
    name: string,
    description: string,
    action: Action<Options>,
    places: Places = 'passwords',
  ): Command =>
    bareCommand<Options>(
      name,
      description,
      async (workspace, options) => {
        await mendStates(workspace);
        return await action(workspace, options);
      },
      places,
    );

  /** One that Terraform calls, while it writes a state, and waits for it: whoever changes one would be waited for by what it waits for. */
  const calledCommand = <Options>(
    name: string,
    description: string,
    action: Action<Options>,
    places: Places = 'manifest',
  ): Command => bareCommand(name, `${description} (Terraform calls it)`, action, places);

  withDeployOptions(command('up', 'set up, deploy, prove, and say how to connect', up));

  command(
    'setup',
    'give this machine what the cluster needs: engine, images, Terraform providers',
    async (workspace) => {
      const { images, terraform } = await prepare(workspace);
      answer({ images, terraform }, `\nReady: images from ${images.origin}, providers from ${terraform.origin}.`);
      return 0;
    },
  );

  command('synth', 'write the Terraform configuration', async (workspace) => {
    printWarnings(await synthesize(workspace));
    return 0;
  });

  withPlanOptions(command<PlanOptions>('plan', 'show what a deployment would change', plan));

  withDeployOptions(
    command<DeployOptions>('deploy', 'deploy without the proof', async (workspace, options) => {
      await prepare(workspace, options);
      const deployed = await deployAll(workspace, options);
      printWarnings(deployed.warnings);
      await answerDeployed(workspace, deployed);
      return 0;
    }),
  );

  withProofOptions(
    command<ProofFlags>('proof', 'prove that the running cluster replicates and fails over', prove, 'manifest'),
  );

  withDriftOptions(
    command<DriftFlags>(
      'drift',
      'compare the running cluster with what is declared; exit code 2 where it differs',
      drift,
      'manifest',
    ),
  );

  command('status', 'show what runs, what the brokers tell of it, and when certificates end', status, 'manifest');

  bareCommand<{ user?: string[] }>(
    'clients',
    'fetch the users’ files',
    async (workspace, options) => {
      const manifest = await workspace.manifest();
      const { users } = await fetchUsers(workspace, manifest, options.user);
      const passwords = options.user === undefined ? await fetchServicePasswords(manifest, workspace.secrets) : [];
      const files = [...users.map(({ folder }) => folder), ...passwords];
      answer({ files }, files.join('\n'));
      return 0;
    },
    'manifest',
  ).option('--user <name...>', 'only of these users');

  command<DestroyOptions>('destroy', 'take containers and networks away, keep the data', destroy).option(
    '--volumes',
    'take the volumes, with all records and certificates, away too',
  );

  command<MovingFlags>(
    'retire',
    'take away what is declared no more, before and after Terraform alone',
    synthesized(async (workspace, flags) => {
      const manifest = await workspace.manifest();
      return await retire(
        retirementEnvironment(workspace, manifest),
        movingEnvironment(workspace, manifest, flags),
        workspace.clients,
      );
    }),
    'stacks',
  ).option(...THROTTLE_OPTION);

  withMigrateOptions(
    command<MigrateFlags>(
      'migrate',
      'take the metadata of a running cluster from the store that they are in to KRaft, phase by phase',
      migrate,
    ),
  );

  withAdoptOptions(
    command<AdoptFlags>(
      'adopt',
      'have lost states take up what stands of the cluster, and touch nothing',
      adopt,
      'stacks',
    ),
  );

  withImportOptions(
    command<ImportFlags>(
      'import',
      'write TypeScript for what stands on the cluster and nobody declares',
      importContents,
      'manifest',
    ),
  );

  command<MovingFlags>(
    'rebalance',
    'spread all copies of partitions evenly over the brokers',
    synthesized(async (workspace, flags) =>
      rebalance(movingEnvironment(workspace, await workspace.manifest(), flags), workspace.clients),
    ),
    'stacks',
  ).option(...THROTTLE_OPTION);

  withDrainOptions(
    withPlaces(
      withJson(
        program.command('drain').description('take all servers of a host to the others, before it is declared no more'),
      ),
      'passwords',
    ),
  ).action(async (host: string, options: DrainFlags & PlaceFlags) => {
    const workspace = new Workspace({ ...home, ...placesOf(options, 'passwords') });
    await mendStates(workspace);
    process.exitCode = await drain(workspace, host, options);
  });

  withGuardOptions(
    withJson(program.command('guard').description('judge plans that Terraform has made, before they are applied')),
  ).action(async (plans: string[], options: GuardOptions) => {
    process.exitCode = await guard(plans, options);
  });

  withGateOptions(calledCommand<GateCommandOptions>('gate', 'await that a server may be replaced', gate, 'state'));

  withReloadOptions(calledCommand<ReloadFlags>('reload', 'have running brokers read their certificates again', reload));

  withHandoverOptions(
    calledCommand<HandoverFlags>('handover', 'hand certificates over to the hosts of their servers', handover),
  );

  withInitOptions(
    withJson(
      program.command('init').description('make a project of an empty folder, with a cluster of the given name'),
    ),
  ).action(async (name: string | undefined, flags: InitFlags) => {
    process.exitCode = await init(name, flags);
  });

  withShell(
    withJson(
      program
        .command('completion')
        .description('write what a shell completes words by, to a file that it reads (docs/package.md)'),
    ),
  ).action((shell: Parameters<typeof completion>[1]) => {
    process.exitCode = completion(program, shell);
  });

  // Not before: a command takes over what holds when it is made.
  return refusedWith(program, NO_COMMAND);
}

/** Exit code where there is no such command. */
const NO_COMMAND = 2;

/** Synthesizes before that where the project declares the cluster, and lets no other command change one meanwhile. */
const synthesized =
  <Options>(action: Action<Options>): Action<Options> =>
  (workspace, options) =>
    changing(workspace, async () => {
      if (workspace.declares) {
        await synthesize(workspace);
      }
      return await action(workspace, options);
    });
