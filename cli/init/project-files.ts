import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { packageFolder } from '../../runtime/package-folder';
import type { Choices } from './choices';

/** This package, as it is installed or in its checkout, has its examples beside its programs. */
const EXAMPLES = path.join(__dirname, '..', '..', 'examples');
const TEMPLATE = path.join(EXAMPLES, 'project');

/** What this package says of itself. */
const ownPackage = z.object({
  name: z.string(),
  version: z.string(),
  peerDependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
});
type OwnPackage = Readonly<z.infer<typeof ownPackage>>;
/** What says that a package was installed, and from where. */
const installing = z.object({ dependencies: z.record(z.string(), z.string()).default({}) });
const template = z.looseObject({
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
});

/** The files of a project, by their paths in it. */
export function projectFiles(
  choices: Choices,
  folder: string,
  home = packageFolder(),
): Readonly<Record<string, string | Buffer>> {
  const own = ownPackage.parse(JSON.parse(readFileSync(path.join(home, 'package.json'), 'utf8')));
  const { source, file } = sourceOf(own, home, folder);
  return {
    'main.ts': mainFor(choices),
    'package.json': packageFor(choices, own, source),
    'README.md': replaced(read('README.md'), [[`# ${NAME}`, `# ${choices.name}`]]),
    '.gitignore': read('gitignore'),
    'cdktf.json': read('cdktf.json'),
    'tsconfig.json': read('tsconfig.json'),
    ...pipelineFor(choices),
    ...file,
  };
}

/** Where a project has this package from, and what of it lies in the project. */
interface Source {
  readonly source: string;
  readonly file?: Readonly<Record<string, Buffer>>;
}

/**
 * By its version from a registry, or by whatever it was installed from here. A packed file goes with the project: whoever clones that, as a
 * pipeline does, has nothing else of this machine.
 */
function sourceOf({ name, version }: OwnPackage, home: string, folder: string): Source {
  const project = path.join(home, '..', '..');
  const file = path.join(project, 'package.json');
  const { dependencies } =
    path.basename(path.dirname(home)) === 'node_modules' && existsSync(file)
      ? installing.parse(JSON.parse(readFileSync(file, 'utf8')))
      : { dependencies: {} as Readonly<Record<string, string>> };
  const source = dependencies[name] ?? `^${version}`;
  if (!source.startsWith('file:')) {
    return { source };
  }
  const from = path.resolve(project, source.slice('file:'.length));
  if (!existsSync(from) || !statSync(from).isFile()) {
    return { source: `file:${path.relative(folder, from)}` };
  }
  const packed = `vendor/${path.basename(from)}`;
  return { source: `file:${packed}`, file: { [packed]: readFileSync(from) } };
}

/** The name that the template has. */
const NAME = 'my-cluster';

const read = (file: string): string => readFileSync(path.join(TEMPLATE, file), 'utf8');

/**
 * A text with each part replaced, all of which stand in it once.
 *
 * @throws Error where the template has become otherwise than this expects
 */
function replaced(text: string, parts: readonly (readonly [string, string])[]): string {
  return parts.reduce((rest, [from, to]) => {
    if (rest.split(from).length !== 2) {
      throw new Error(`the template must have ${from} once`);
    }
    return rest.replace(from, () => to);
  }, text);
}

/** A number as TypeScript shows it. */
const digits = (value: number): string => String(value).replace(/(?<=\d)(?=(\d{3})+$)/g, '_');

/** The declaration. */
export function mainFor({ name, brokers, metadata, monitoring, console, ports }: Choices): string {
  const servers = brokers < 3 ? 1 : 3;
  return replaced(read('main.ts'), [
    ["'../../constructs'", "'cdktf-kafka'"],
    [`'${NAME}'`, `'${name}'`],
    ['brokers: 3', `brokers: ${brokers}`],
    [
      'Metadata.zooKeeper({ nodes: 3 })',
      metadata === 'kraft'
        ? `Metadata.kraft({ controllers: ${servers} })`
        : `Metadata.zooKeeper({ nodes: ${servers} })`,
    ],
    ['scramPort: 19_092', `scramPort: ${digits(ports.scram)}`],
    ['mtlsPort: 19_192', `mtlsPort: ${digits(ports.mtls)}`],
    [
      'monitoring: { enabled: true, hostPort: 9_090',
      `monitoring: { enabled: ${String(monitoring)}, hostPort: ${digits(ports.prometheus)}`,
    ],
    ['grafana: { hostPort: 3_000 }', `grafana: { hostPort: ${digits(ports.grafana)} }`],
    [
      'console: { enabled: true, hostPort: 8_080 }',
      `console: { enabled: ${String(console)}, hostPort: ${digits(ports.console)} }`,
    ],
  ]);
}

/** With the versions that this package is built against. */
function packageFor({ name }: Choices, own: OwnPackage, source: string): string {
  const versions: Readonly<Record<string, string>> = {
    ...own.devDependencies,
    ...own.peerDependencies,
    [own.name]: source,
  };
  const { dependencies, devDependencies, ...rest } = template.parse(JSON.parse(read('package.json')));
  const versioned = (names: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
    Object.fromEntries(Object.keys(names).map((each) => [each, versions[each] ?? '*']));
  const made = { ...rest, name, dependencies: versioned(dependencies), devDependencies: versioned(devDependencies) };
  return `${JSON.stringify(made, undefined, 2)}\n`;
}

/** The pipelines of the examples, in jobs that have nothing installed. */
function pipelineFor({ pipeline }: Choices): Readonly<Record<string, string>> {
  const text = (file: string): string => readFileSync(path.join(EXAMPLES, 'pipeline', file), 'utf8');
  switch (pipeline) {
    case 'github':
      return {
        '.github/workflows/kafka.yml': text('github-actions.yml').replaceAll(
          /^( +)persist-credentials: false\n/gm,
          (found, indent: string) => `${found}${indent.slice(4)}- run: npm ci\n`,
        ),
      };
    case 'gitlab':
      return { '.gitlab-ci.yml': `${text('gitlab-ci.yml')}\ndefault:\n  before_script:\n    - npm ci\n` };
    case 'none':
      return {};
  }
}
