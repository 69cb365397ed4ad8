import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { shellWord } from '../../model/formats/shell';
import { METADATA_KINDS } from '../../model/metadata/metadata';
import { OperationError } from '../../model/violation';
import { person, question } from '../../runtime/process/question';
import { answer, canBeAsked } from '../../runtime/process/terminal';
import { choose, type InitFlags, PIPELINES } from '../init/choices';
import { projectFiles } from '../init/project-files';

export type { InitFlags } from '../init/choices';

/** Adds the options of the command. */
export const withInitOptions = (command: Command): Command =>
  command
    .argument('[name]', 'name of the cluster (default: asked for, or kafka)')
    .option('--folder <path>', 'where the project is made (default: a folder of the cluster’s name)')
    .option('--brokers <number>', 'how many brokers (default: 3)')
    .option('--metadata <store>', `${METADATA_KINDS.join(' or ')} (default: ${METADATA_KINDS[0]})`)
    .option('--monitoring', 'with Prometheus and Grafana (default)')
    .option('--no-monitoring', 'without')
    .option('--console', 'with a web console (default)')
    .option('--no-console', 'without')
    .option('--scram-port <port>', 'host port of the first broker, for passwords (default: 19092)')
    .option('--mtls-port <port>', 'host port of the first broker, for certificates (default: 19192)')
    .option('--prometheus-port <port>', 'host port of Prometheus (default: 9090)')
    .option('--grafana-port <port>', 'host port of Grafana (default: 3000)')
    .option('--console-port <port>', 'host port of the web console (default: 8080)')
    .option('--pipeline <system>', `${PIPELINES.join(', ')} (default: ${PIPELINES[0]})`)
    .option('--yes', 'take the defaults without asking');

/**
 * Makes a project of an empty folder, or of one that is not there yet.
 *
 * @throws OperationError `FolderNotEmpty`, and what is wrong with the choices; nothing is made then
 */
export async function init(name: string | undefined, flags: InitFlags): Promise<number> {
  const choices = await choose(
    name,
    flags,
    canBeAsked() ? (text): Promise<string> => question(text, person(), 'the command init') : undefined,
  );
  const folder = path.resolve(flags.folder ?? choices.name);
  await refuseFull(folder);
  const files = projectFiles(choices, folder);
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  }
  const place = path.relative(process.cwd(), folder);
  const next = [...(place === '' ? [] : [`cd ${shellWord(place)}`]), 'npm install', 'npm start'].join(' && ');
  answer(
    { folder, files: Object.keys(files), next },
    `Made ${Object.keys(files).join(', ')} in ${folder}.\n\nNext: ${next}`,
  );
  return 0;
}

/** A repository without a commit is as good as empty. */
async function refuseFull(folder: string): Promise<void> {
  const found = existsSync(folder) ? (await readdir(folder)).filter((entry) => entry !== '.git') : [];
  if (found.length > 0) {
    throw new OperationError({
      code: 'FolderNotEmpty',
      subject: folder,
      rule: 'must be empty, or not there yet',
      value: found.slice(0, 5).join(', '),
      remedy: 'name another folder (--folder); nothing was made',
    });
  }
}
