import { ensurePackages, machine } from '../../../bootstrap/packages';

/** Has Debian's package of a command's name installed, where the machine lacks the command. */
export const ensureCommand = (command: string, purpose: string): Promise<void> =>
  ensurePackages([{ command, package: command, purpose }], { machine: machine() });
