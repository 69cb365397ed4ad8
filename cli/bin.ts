#!/usr/bin/env node
/** The package's command, for whoever has installed it: it needs a cluster's manifest, and no checkout of this project. */
import path from 'node:path';
import { Command } from 'commander';
import { OperationError } from '../model/violation';
import { fetchClients } from '../runtime/credentials/fetch';
import { fetchServicePasswords } from '../runtime/credentials/service-passwords';
import { readManifest } from '../runtime/files/manifest-file';
import { DEFAULT_PASSWORDS_FILE } from '../runtime/files/passwords-file';
import { commandLine, runProgram, withJson } from './command-line';
import { adopt, type AdoptFlags, withAdoptOptions } from './commands/adopt';
import { runDriftCommand, withDriftOptions, type DriftFlags } from './commands/drift';
import { gate, type GateCommandOptions, withGateOptions } from './commands/gate';
import { guard, type GuardOptions, withGuardOptions } from './commands/guard';
import { runProofCommand, withProofOptions, type ProofFlags } from './commands/proof-options';
import { rebalance } from './commands/rebalance';
import { reload } from './commands/reload';
import { retire } from './commands/retire';
import { type MovingFlags, movingEnvironment, THROTTLE_OPTION } from './moving-environment';
import { type RetirementFiles, retirementEnvironment } from './retirement-environment';
import { answer } from '../runtime/process/terminal';

interface ClusterFlags {
  readonly manifest?: string;
  readonly clients: string;
  readonly passwords: string;
}

const program = commandLine(
  new Command('cdktf-kafka').description('Proves that a Kafka cluster, declared with cdktf-kafka, keeps its promises'),
);

function command(name: string, description: string): Command {
  return withJson(program.command(name).description(description))
    .option('--manifest <file>', 'what synth wrote about the cluster: cdktf.out/kafka/<cluster>.json')
    .option('--clients <folder>', 'folder for the users’ files', 'out/clients')
    .option('--passwords <file>', 'var-file with the users’ passwords', DEFAULT_PASSWORDS_FILE);
}

async function manifestOf({ manifest }: ClusterFlags): ReturnType<typeof readManifest> {
  if (manifest === undefined) {
    throw new OperationError({
      code: 'ManifestMissing',
      subject: '--manifest',
      rule: 'must name the cluster’s manifest',
      remedy: 'give the file that synth wrote: cdktf.out/kafka/<cluster>.json',
    });
  }
  return await readManifest(manifest);
}

withProofOptions(command('proof', 'prove that the running cluster replicates and fails over')).action(
  async (flags: ProofFlags & ClusterFlags) => {
    process.exitCode = await runProofCommand(
      flags,
      { clientsFolder: flags.clients, passwordsFile: flags.passwords },
      () => manifestOf(flags),
    );
  },
);

withDriftOptions(
  command('drift', 'compare the running cluster with what is declared; exit code 2 where it differs'),
).action(async (flags: DriftFlags & ClusterFlags) => {
  process.exitCode = await runDriftCommand(
    flags,
    { outFolder: path.join('out', 'drift'), clientsFolder: flags.clients, passwordsFile: flags.passwords },
    () => manifestOf(flags),
  );
});

command('clients', 'fetch the users’ files')
  .option('--user <name...>', 'only of these users')
  .action(async (flags: ClusterFlags & { readonly user?: string[] }) => {
    const manifest = await manifestOf(flags);
    const { users } = await fetchClients(manifest, {
      outFolder: flags.clients,
      passwordsFile: flags.passwords,
      users: flags.user,
    });
    const passwords = flags.user === undefined ? await fetchServicePasswords(manifest) : [];
    const files = [...users.map(({ folder }) => folder), ...passwords];
    answer({ files }, files.join('\n'));
  });

withGateOptions(command('gate', 'await that a server may be replaced (the `gate` of KafkaCluster)'))
  .option('--out <folder>', 'folder for the state of a roll-out', 'out')
  .action(async (flags: GateCommandOptions & ClusterFlags & { readonly out: string }) => {
    process.exitCode = await gate(
      { manifest: () => manifestOf(flags), clients: path.resolve(flags.clients), out: path.resolve(flags.out) },
      flags,
    );
  });

command('reload', 'have running brokers read their certificates again (the `reload` of KafkaCluster)').action(
  async (flags: ClusterFlags) => {
    process.exitCode = await reload({ manifest: () => manifestOf(flags), clients: path.resolve(flags.clients) });
  },
);

/** Adds what tells a command where the synthesized stacks lie. */
const withStacks = (described: Command): Command =>
  described
    .option('--stacks <folder>', 'the synthesized stacks (default: beside the manifest’s folder)')
    .option('--out <folder>', 'folder for the state of a roll-out', 'out');

type StackFlags = ClusterFlags & { readonly stacks?: string; readonly out: string };

function filesOf(flags: StackFlags): RetirementFiles {
  const stacks = path.resolve(flags.stacks ?? path.join(path.dirname(flags.manifest ?? ''), '..', 'stacks'));
  return {
    stackFolder: (stack) => path.join(stacks, stack),
    passwordsFile: path.resolve(flags.passwords),
    environment: () => ({ TF_IN_AUTOMATION: '1', TF_INPUT: '0' }),
    clients: path.resolve(flags.clients),
    out: path.resolve(flags.out),
  };
}

withStacks(command('retire', 'take away what is declared no more, before and after Terraform alone'))
  .option(...THROTTLE_OPTION)
  .action(async (flags: StackFlags & MovingFlags) => {
    const [files, manifest] = [filesOf(flags), await manifestOf(flags)];
    process.exitCode = await retire(
      retirementEnvironment(files, manifest),
      movingEnvironment(files, manifest, flags),
      files.clients,
    );
  });

withStacks(command('rebalance', 'spread all copies of partitions evenly over the brokers'))
  .option(...THROTTLE_OPTION)
  .action(async (flags: StackFlags & MovingFlags) => {
    const files = filesOf(flags);
    process.exitCode = await rebalance(movingEnvironment(files, await manifestOf(flags), flags), files.clients);
  });

withAdoptOptions(
  withStacks(command('adopt', 'have lost states take up what stands of the cluster, and touch nothing')),
).action(async (flags: StackFlags & AdoptFlags) => {
  process.exitCode = await adopt(filesOf(flags), await manifestOf(flags), flags);
});

withGuardOptions(
  withJson(program.command('guard').description('judge plans that Terraform has made, before they are applied')),
).action(async (plans: string[], options: GuardOptions) => {
  process.exitCode = await guard(plans, options);
});

void runProgram(program);
