import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { runSteps } from '../../bootstrap/run-steps';
import { counted } from '../../model/formats/counted';
import { isKeptByKafka, SASL_MECHANISMS } from '../../model/authentication/mechanism-lookup';
import { ANONYMOUS } from '../../model/authentication/anonymous';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { isHostAndPort } from '../../model/names/host-endpoint';
import { isImportable } from '../../model/resources/provider-ids';
import { KafkaVersion } from '../../model/units/version';
import { formatViolation, OperationError } from '../../model/violation';
import { type AdministratorAccess, readContents, undeclaredContents } from '../../proof';
import { addressesOf } from '../../runtime/credentials/listener-choice';
import { writeWhole } from '../../runtime/files/atomic-file';
import { administratorOf } from '../../runtime/kafka/kafka-admin';
import { clientFolder } from '../../runtime/kafka/kafka-client';
import { messageOf } from '../../runtime/wait';
import { answer } from '../../runtime/process/terminal';
import { refuseAmidChange } from '../changes';
import { fetchAdministrator } from '../deployment/users-files';
import { CLASS, declarationText } from '../import/declaration-text';
import {
  declaredPrincipals,
  type Importable,
  importable,
  type ImportTarget,
  reservedNames,
} from '../import/importable';
import type { Workspace } from '../workspace';

export interface ImportFlags {
  readonly out: string;
  readonly bootstrapServer?: string;
  readonly administrator?: string;
}

/** Adds the options of the command. */
export const withImportOptions = (command: Command): Command =>
  command
    .option('--out <file>', 'TypeScript file to write', 'imported-resources.ts')
    .option('--bootstrap-server <servers>', 'host:port, separated by commas, of a cluster that something else runs')
    .option('--administrator <folder>', 'folder with ca.pem, client.pem and client.key of its administrator');

/**
 * Writes TypeScript that declares what stands on a cluster and is declared nowhere: the cluster of a project, or another one. Nothing of it
 * is changed.
 *
 * @throws OperationError `ImportFileTaken`, `ImportSourceIllegal`, `AdministratorOutside`, `ClientFileMissing`, `ClusterNotRead`,
 * `ImportFileUnwritable`
 */
export async function importContents(workspace: Workspace, flags: ImportFlags): Promise<number> {
  const file = path.resolve(flags.out);
  refuseTaken(file);
  let found: Importable = { topics: [], users: [], rules: [], quotas: [], leftOut: [] };
  let text = '';
  await runSteps([
    {
      title: 'Read what stands on the cluster',
      run: async (): Promise<string> => {
        const { access, target } = await sourceOf(flags, workspace);
        const { contents, brokers } = await readContents(access);
        const all = target(brokers);
        found = importable(undeclaredContents(all.declared, contents), all);
        text = declarationText(found, {
          from: importedBy(file, workspace.project),
          declared: new Set(declaredPrincipals(all.declared)),
        });
        return inWords(found);
      },
    },
  ]);
  const { topics, users, rules, quotas, leftOut } = found;
  const isNothing = [topics, users, rules, quotas].every((each) => each.length === 0);
  const data = {
    ...(!isNothing && { file }),
    topics: topics.map(({ name }) => name),
    users: users.map(({ name }) => name),
    rules: rules.length,
    quotas: quotas.length,
    leftOut,
  };
  const left = leftOut.length === 0 ? [] : ['', 'Left out, and as it was:', ...leftOut.map(formatViolation)];
  if (isNothing) {
    answer(data, [...left, '', 'Nothing to declare.'].join('\n'));
    return 0;
  }
  await write(file, text);
  answer(data, [...left, '', ...nextSteps(found, path.relative(process.cwd(), file))].join('\n'));
  return 0;
}

/** Nobody's changes are lost. */
function refuseTaken(file: string): void {
  if (existsSync(file)) {
    throw new OperationError({
      code: 'ImportFileTaken',
      subject: file,
      rule: 'must not be there: what somebody has written would be lost',
      remedy: 'name another file by --out, or move it away',
    });
  }
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeWhole(file, text);
  } catch (error) {
    throw new OperationError({
      code: 'ImportFileUnwritable',
      subject: file,
      rule: 'must be a file that can be written',
      value: messageOf(error),
      remedy: 'name another file by --out',
    });
  }
}

/** Where the cluster is, and what its contents are declared against, once its brokers are counted. */
interface Source {
  readonly access: AdministratorAccess;
  readonly target: (brokers: number) => ImportTarget;
}

async function sourceOf(flags: ImportFlags, workspace: Workspace): Promise<Source> {
  const { bootstrapServer, administrator } = flags;
  if (bootstrapServer === undefined && administrator === undefined) {
    await refuseAmidChange(workspace);
    return await sourceOfManifest(await workspace.manifest(), workspace);
  }
  const servers = (bootstrapServer ?? '').split(',');
  const isIllegal = !servers.every(isHostAndPort);
  if (isIllegal || administrator === undefined) {
    throw new OperationError({
      code: 'ImportSourceIllegal',
      subject: isIllegal ? '--bootstrap-server' : '--administrator',
      rule: 'a cluster that something else runs must be told by host:port of its brokers and by the folder of its administrator',
      value: isIllegal ? (bootstrapServer ?? 'none') : 'none',
      remedy:
        'give both, such as --bootstrap-server kafka-1.example.org:9093 --administrator secrets/admin, or none of them',
    });
  }
  return {
    access: { servers, folder: path.resolve(administrator) },
    target: (brokers) => ({
      surroundings: {
        version: KafkaVersion.V3_9_2.version,
        brokerCount: brokers,
        replicationFactor: Math.min(3, brokers),
      },
      declared: { topics: [], users: [], rules: [], quotas: [], ignored: [] },
      reserved: [ANONYMOUS, 'admin'],
      mechanisms: SASL_MECHANISMS.filter(isKeptByKafka),
    }),
  };
}

async function sourceOfManifest(
  manifest: ClusterManifest,
  { clients, passwordsFile }: Pick<Workspace, 'clients' | 'passwordsFile'>,
): Promise<Source> {
  const listener = manifest.listeners.find(
    ({ scope, clientCertificate }) => scope === 'published' && clientCertificate,
  );
  if (listener === undefined) {
    throw new OperationError({
      code: 'AdministratorOutside',
      subject: `cluster ${manifest.name}`,
      rule: 'must have a published listener that takes the administrator’s certificate',
      remedy: 'declare one with Authentication.mutualTls()',
    });
  }
  await fetchAdministrator({ clients, passwordsFile }, manifest);
  const brokers = manifest.brokers.length;
  const offered = manifest.listeners.flatMap(({ mechanisms }) => mechanisms);
  return {
    access: {
      servers: addressesOf(manifest, listener),
      folder: clientFolder(clients, administratorOf(manifest)),
    },
    target: () => ({
      surroundings: {
        ...{ version: manifest.kafkaVersion, brokerCount: brokers, replicationFactor: Math.min(3, brokers) },
        brokers: manifest.brokers[0]?.settings,
      },
      declared: manifest,
      reserved: reservedNames(manifest),
      mechanisms: SASL_MECHANISMS.filter((mechanism) => isKeptByKafka(mechanism) && offered.includes(mechanism)),
    }),
  };
}

/** The package as itself, of its own checkout; or as whoever has installed it calls it. */
const PACKAGE = path.resolve(__dirname, '..', '..');

/** What a file imports the constructs by. */
function importedBy(file: string, project: string): string {
  if (project !== PACKAGE) {
    return 'cdktf-kafka';
  }
  const relative = path.relative(path.dirname(file), path.join(PACKAGE, 'constructs')).split(path.sep).join('/');
  return relative.startsWith('.') ? relative : `./${relative}`;
}

const inWords = ({ topics, users, rules, quotas, leftOut }: Importable): string =>
  [
    counted(topics.length, 'topic'),
    counted(users.length, 'SCRAM user'),
    counted(rules.length, 'rule'),
    counted(quotas.length, 'quota'),
    ...(leftOut.length === 0
      ? []
      : [counted(leftOut.length, 'reason to leave something out', 'reasons to leave something out')]),
  ].join(', ');

/** How the declaration becomes Terraform's. */
function nextSteps({ topics, users, rules, quotas }: Importable, file: string): readonly string[] {
  const logins = users.reduce((sum, { mechanisms }) => sum + mechanisms.length, 0);
  const importableRules = rules.filter(isImportable).length;
  const added = quotas.length + rules.length - importableRules;
  const toAdd =
    added === 0
      ? ''
      : `, and adds ${added} that the kafka provider does not import (quotas, rules with | in a name): they are written again as they are`;
  return [
    `${file} declares what was found. Below the KafkaResources that there is, or in a stack for it, say:`,
    '',
    `  import { ${CLASS} } from './${file.replace(/\.ts$/, '')}';`,
    `  new ${CLASS}(resources, 'Imported', { cluster: kafka, importExisting: true });`,
    '',
    `Terraform then imports ${topics.length + logins + importableRules}${toAdd}. Take importExisting away when it is applied.`,
    ...(users.length === 0
      ? []
      : [
          'Nobody can read a password. Those that you add to the passwords file, under the users’ names, get them files; no deployment writes one before ' +
            'passwordVersion rises.',
        ]),
  ];
}
