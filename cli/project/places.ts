import type { Command } from 'commander';
import type { WorkspaceOptions } from '../workspace';

/** What is said of where files lie. */
export type PlaceFlags = Pick<WorkspaceOptions, 'manifest' | 'stacks' | 'clients' | 'passwords' | 'out'>;

/**
 * What a command's line may say of where files lie: the passwords alone, where a project declares what it deploys; the cluster's manifest
 * and the users' files too, for a cluster that none declares; the state of a roll-out too; and the stacks too.
 */
export type Places = 'passwords' | 'manifest' | 'state' | 'stacks';

const ORDER: readonly Places[] = ['passwords', 'manifest', 'state', 'stacks'];
const includes = (places: Places, part: Places): boolean => ORDER.indexOf(places) >= ORDER.indexOf(part);

/** Adds the options that say where files lie. */
export function withPlaces(command: Command, places: Places): Command {
  command.option(
    '--passwords <file>',
    'var-file with the users’ passwords (default: the project’s own, made at random)',
  );
  if (includes(places, 'manifest')) {
    command
      .option('--manifest <file>', 'what synth has written about the cluster, where no project here declares it')
      .option('--clients <folder>', 'folder for the users’ files (default: out/clients)');
  }
  if (includes(places, 'state')) {
    command.option('--out <folder>', 'folder for the state of a roll-out (default: out)');
  }
  if (includes(places, 'stacks')) {
    command.option('--stacks <folder>', 'the synthesized stacks (default: beside the manifest’s folder)');
  }
  return command;
}

/** Those of a command; what it calls by the same names is its own. */
export function placesOf({ manifest, stacks, clients, passwords, out }: PlaceFlags, places: Places): WorkspaceOptions {
  return { manifest, stacks, clients, passwords, ...(includes(places, 'state') && { out }) };
}
