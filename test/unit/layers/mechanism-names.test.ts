import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { MECHANISMS } from '../../../model/authentication/mechanisms';

const PROJECT = path.join(__dirname, '..', '..', '..');
const FOLDER = 'model/authentication';
const LIST = `${FOLDER}/mechanisms.ts`;
const LAYERS = [
  'model',
  'certs',
  'constructs',
  'runtime',
  'rollout',
  'proof',
  'bootstrap',
  'testing',
  'cli',
  'bench',
  'scripts',
];

/** Who may know one mechanism by its file, and why it is not all of them alike. */
const KNOWING: Readonly<Record<string, string>> = {
  [LIST]: 'the list',
  [`${FOLDER}/authentication.ts`]: 'public factories, which hold nothing else',
  'model/declaration/former-props.ts': 'deprecated props, each with a mechanism in its name',
  'model/declaration/cluster-declarations.ts': 'the administrator logs in with a certificate',
  'runtime/credentials/identity-files.ts': 'the administrator logs in with a certificate',
  'proof/aftermath/leftovers.ts': 'Kafka keeps SCRAM users behind an API of their own',
  'proof/auth-matrix/scratch-user.ts': 'Kafka keeps SCRAM users behind an API of their own',
  'proof/drift/credentials.ts': 'Kafka keeps SCRAM users behind an API of their own',
};

const IMPORT = /from '([^']+)'/g;

/** Paths of what a file imports, without their endings. */
const importsOf = (file: string): readonly string[] =>
  [...readFileSync(path.join(PROJECT, file), 'utf8').matchAll(IMPORT)].map(([, name = '']) =>
    path.normalize(path.join(path.dirname(file), name)),
  );

const filesIn = (folder: string): readonly string[] =>
  readdirSync(path.join(PROJECT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.join(folder, file));

/** The mechanisms' own files: what the list takes together. */
const mechanisms = importsOf(LIST);

test('the list has every mechanism from a file beside it', () => {
  expect(mechanisms.every((file) => path.dirname(file) === FOLDER)).toBe(true);
  expect(new Set(MECHANISMS.map(({ name }) => name)).size).toBe(MECHANISMS.length);
  expect(mechanisms.length).toBeGreaterThan(0);
  expect(mechanisms.length).toBeLessThanOrEqual(MECHANISMS.length);
});

test('no file knows one mechanism but the list, the public factories, and those with a reason of their own', () => {
  const knowing = LAYERS.flatMap(filesIn).filter(
    (file) =>
      !mechanisms.includes(file.replace(/\.ts$/, '')) &&
      importsOf(file).some((imported) => mechanisms.includes(imported)),
  );
  expect(knowing.sort()).toEqual(Object.keys(KNOWING).sort());
});
