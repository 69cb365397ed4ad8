import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const PROJECT = path.join(__dirname, '..', '..', '..');
const PARTS = [
  ...['model', 'certs', 'constructs', 'runtime', 'rollout', 'proof', 'bootstrap', 'testing', 'cli'],
  ...['settings.ts', 'main.ts'],
];

const filesOf = (part: string): readonly string[] =>
  part.includes('.')
    ? [part]
    : readdirSync(path.join(PROJECT, part), { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.(ts|mjs|js)$/.test(file) && !file.includes('generated'))
        .map((file) => path.join(part, file));

/** Something that one place answers for, by how it would look elsewhere. */
interface OnePlace {
  readonly what: string;
  readonly pattern: RegExp;
  readonly places: readonly string[];
  /** What it must find. */
  readonly planted: string;
}

const ONE_PLACE: readonly OnePlace[] = [
  {
    what: 'A setting of the environment is read by the one parse',
    pattern: /process\.env(\.|\[['"])KAFKA_/,
    places: [],
    planted: "const open = process.env['KAFKA_GATE'] === 'open';",
  },
  {
    what: 'The environment is changed by nobody, to pass an argument',
    pattern: /process\.env(\.\w+|\[[^\]]+\])\s*(\?\?)?=(?!=)|Object\.assign\(process\.env|delete process\.env/,
    places: [],
    planted: "process.env['KAFKA_GATE'] = 'open';",
  },
  {
    what: 'The form of a manifest is known by its schema, and read from its file',
    pattern: /\bmanifestSchema\b|JSON\.parse\([^)]*\) as (Cluster)?Manifest/,
    places: ['model/manifest/manifest.ts', 'runtime/files/manifest-file.ts'],
    planted: 'const manifest = JSON.parse(text) as ClusterManifest;',
  },
  {
    what: 'Versions are compared by semver, of Kafka and of ZooKeeper by their classes, of programs by what needs them',
    pattern: /from 'semver'|[vV]ersion\w*(\.version)?\s*[<>]=?\s*['"]\d/,
    places: [
      'model/units/version.ts',
      'model/metadata/zookeeper/zookeeper-version.ts',
      'cli/deployment/engine-advice.ts',
      'bootstrap/versions.ts',
    ],
    planted: "if (version < '4.0') {",
  },
  {
    what: 'A connection to an engine is made where all are',
    pattern: /new Docker\(/,
    places: ['runtime/engine/engine.ts'],
    planted: 'const docker = new Docker();',
  },
];

test.each(ONE_PLACE)('$what', ({ pattern, places }) => {
  const found = PARTS.flatMap(filesOf).filter((file) => pattern.test(readFileSync(path.join(PROJECT, file), 'utf8')));
  expect(found.sort()).toEqual([...places].sort());
});

test.each(ONE_PLACE)('fails where $planted stands elsewhere', ({ pattern, planted }) => {
  expect(pattern.test(planted)).toBe(true);
});
