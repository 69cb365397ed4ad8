import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const PROJECT = path.join(__dirname, '..', '..', '..');
const FIRST_PARTY = [
  ...['model', 'certs', 'constructs', 'runtime', 'rollout', 'proof', 'bootstrap', 'testing', 'cli'],
  ...['settings.ts', 'main.ts', 'scripts', 'dashboards', 'bench', 'examples'],
];

/** Where a metadata store may be called by its name: its own folders, the lists of stores, and former names of the API. */
const ALLOWED = [
  'model/metadata/zookeeper/',
  // It knows both ends.
  'model/metadata/migration/',
  'runtime/migration/',
  'runtime/protocol/zookeeper/',
  'proof/metadata/zookeeper/',
  'bootstrap/metadata/zookeeper/',
  'dashboards/metadata/zookeeper.ts',
  // Kafka's properties of the other store, which are refused there.
  'model/metadata/kraft/quorum-properties.ts',
  // A line in a list.
  'model/metadata/metadata.ts',
  'proof/metadata/metadata-proofs.ts',
  'bootstrap/server-images.ts',
  'dashboards/metadata/index.ts',
  'constructs/index.ts',
  // It measures one beside the other.
  'bench/deploy/kraft.ts',
  // What `main.ts` declares the version of a store by.
  'settings.ts',
  'main.ts',
  // Public names: `KafkaVersion.supportsZooKeeper`, and what is deprecated.
  'model/units/version.ts',
  'model/cluster/image.ts',
  'model/declaration/former-props.ts',
];

const filesOf = (part: string): readonly string[] =>
  part.endsWith('.ts')
    ? [part]
    : readdirSync(path.join(PROJECT, part), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && !file.includes('generated'))
        .map((file) => path.join(part, file));

/** A program without its comments, and without what people declare a store by. */
function codeOf(text: string): string {
  const source = ts.createSourceFile('code.ts', text, ts.ScriptTarget.Latest);
  return ts.createPrinter({ removeComments: true }).printFile(source).replaceAll('Metadata.zooKeeper(', '');
}

const namesStore = (text: string): boolean => /zoo_?keeper|\bzk\d?\b/i.test(codeOf(text));

test.each([
  ["const image = images['zookeeper'];", true],
  ['const zk1 = 1;', true],
  ['props.metadata ?? Metadata.zooKeeper()', false],
  ['interface Images { readonly zookeeper?: string }', true],
  ['const url = `http://${host}//zookeeper`;', true],
  ['const nodes = 3; // of ZooKeeper', false],
])('%s names a store: %s', (text, names) => {
  expect(namesStore(text)).toBe(names);
});

test('ZooKeeper is named in its own folders, in lists of stores and in public names alone', () => {
  const naming = FIRST_PARTY.flatMap(filesOf).filter((file) =>
    namesStore(readFileSync(path.join(PROJECT, file), 'utf8')),
  );
  expect(naming.filter((file) => !ALLOWED.some((allowed) => file.startsWith(allowed)))).toEqual([]);
  expect(ALLOWED.filter((allowed) => !naming.some((file) => file.startsWith(allowed)))).toEqual([]);
});
