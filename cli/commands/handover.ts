import type { Command } from 'commander';
import { HANDOVER_IDENTITY } from '../../model/names/paths';
import { handOverIdentity } from '../../runtime/credentials/hand-over-identity';
import { handOverStores } from '../../runtime/credentials/hand-over-stores';
import { say } from '../../runtime/process/terminal';
import type { GateFiles } from './gate';

export interface HandoverFlags {
  /** Whether it is the cluster's identity that is handed over. */
  readonly identity?: boolean;
}

/** Adds the options of the command. */
export const withHandoverOptions = (command: Command): Command =>
  command.option(
    HANDOVER_IDENTITY,
    'instead, tell all hosts the identity that the volumes of Kafka’s servers are formatted with, where metadata are in KRaft',
  );

/** Called by Terraform where a cluster has several hosts: what each of them must have, and only one has or only all of them tell. */
export async function handover(
  files: Pick<GateFiles, 'manifest'>,
  { identity = false }: HandoverFlags = {},
): Promise<number> {
  const manifest = await files.manifest();
  await (identity ? handOverIdentity : handOverStores)(manifest, say);
  return 0;
}
