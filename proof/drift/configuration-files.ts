import { counted } from '../../model/formats/counted';
import { renderProperty } from '../../model/formats/properties';
import { holdsVersion } from '../../model/formats/versioned-file';
import { PATHS } from '../../model/names/paths';
import type { Violation } from '../../model/violation';
import { ask, ifThere } from '../../runtime/engine/engine';
import { textIn } from '../../runtime/files/archive';
import type { DriftFixture } from './drift-fixture';
import type { DriftArea, DriftResult } from './deviation';

const REMEDY = 'run npm run plan to see what differs, then npm run deploy, which replaces the server';

/** A server as it is declared, as far as its configuration file goes. */
export interface ConfiguredServer {
  readonly container: string;
  /** By the name that holds a digest of it. */
  readonly file: string;
  /** What stands in it, where the manifest tells. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** What its container runs, and what stands in the file that it was started with. */
export interface RunningServer {
  readonly command: readonly string[];
  /** Absent where there is no such file. */
  readonly content?: string;
}

/**
 * Where a server does not run with the file that was deployed for it: with another one, with more on its command line, or with one
 * whose content was changed. Settings that brokers do not tell of, such as super.users, are found by this alone.
 */
export function fileViolations(declared: ConfiguredServer, { command, content }: RunningServer): Violation[] {
  const { container, file, settings } = declared;
  const path = `${PATHS.configuration}/${file}`;
  if (command.at(-1) !== path) {
    return [
      {
        code: 'CommandDiffers',
        subject: container,
        rule: `must be started with ${path} and nothing after it`,
        value: command.slice(command.findIndex((word) => word.startsWith(PATHS.configuration))).join(' '),
        remedy: REMEDY,
      },
    ];
  }
  if (content === undefined || !holdsVersion(file, content)) {
    const changed = settings === undefined || content === undefined ? [] : changedLines(settings, content);
    const violation = (what: string, value?: string): Violation => ({
      code: 'FileDiffers',
      subject: `${container}, ${what}`,
      rule: 'must stand in its configuration file as it was deployed',
      value,
      remedy: REMEDY,
    });
    return changed.length === 0
      ? [violation(file, content === undefined ? 'no such file' : undefined)]
      : changed.map(({ name, value }) => violation(name, value));
  }
  return [];
}

/** Settings that a file has otherwise than declared, or in addition, or lacks. */
function changedLines(
  settings: Readonly<Record<string, string>>,
  content: string,
): readonly { readonly name: string; readonly value: string }[] {
  const declared = new Map(
    Object.entries(settings).map(([name, value]) => [renderProperty(name, value).trimEnd(), name] as const),
  );
  const there = new Set(content.split('\n').filter((line) => line.trim() !== '' && !/^\s*[#!]/.test(line)));
  const added = [...there]
    .filter((line) => !declared.has(line))
    .map((line) => {
      const [, name = line, value = ''] = /^\s*(.+?)\s*[=:]\s*(.*)$/.exec(line) ?? [];
      return { name, value };
    });
  const lacking = [...declared]
    .filter(([line, name]) => !there.has(line) && !added.some((each) => each.name === name))
    .map(([, name]) => ({ name, value: 'not there' }));
  return [...added, ...lacking];
}

async function find({ proof: { engines, manifest } }: DriftFixture): Promise<DriftResult> {
  const servers: readonly ConfiguredServer[] = [...manifest.brokers, ...manifest.metadata.servers];
  const violations = await Promise.all(
    servers.map(async (server) => {
      const container = engines.container(server.container);
      const { Path, Args } = await ask(`container ${server.container}`, container.inspect());
      const archive = await ifThere(container.getArchive({ path: `${PATHS.configuration}/${server.file}` }));
      const content = archive === undefined ? undefined : await textIn(archive);
      return fileViolations(server, { command: [Path, ...Args], content });
    }),
  );
  return {
    deviations: violations.flat().map((violation) => ({ violation })),
    evidence: [
      `${counted(servers.length, 'server was', 'servers were')} started with the files that were deployed, which are unchanged: super users, authorizer and ` +
        'everything else that brokers do not tell',
    ],
  };
}

export const configurationFiles: DriftArea = { name: 'configuration files', find };
