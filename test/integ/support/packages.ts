import { ensurePackages, machine } from '../../../bootstrap/packages';

/** Has Debian's package of a command's name, or of that one, installed, where the machine lacks the command. */
export const ensureCommand = (command: string, purpose: string, debianPackage = command): Promise<void> =>
  ensurePackages([{ command, package: debianPackage, purpose }], { machine: machine() });
