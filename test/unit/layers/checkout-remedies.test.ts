import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const CHECKOUT = path.join(__dirname, '..', '..', '..');
/** What a project of one's own runs. */
const CODE = ['model', 'certs', 'constructs', 'runtime', 'rollout', 'proof', 'bootstrap', 'cli'];
/** Where the environment is read, and where remedies have their words from. */
const READERS = ['runtime/settings/environment.ts', 'cli/checkout.ts', 'model/setup/declared-otherwise.ts'];

/** Variables that the checkout’s own main.ts reads, and no project’s need to. */
const variables = [
  ...new Set(readFileSync(path.join(CHECKOUT, 'settings.ts'), 'utf8').match(/\bKAFKA_[A-Z_]+/g) ?? []),
].filter((name) => !['KAFKA_CLUSTER', 'KAFKA_STATE'].includes(name));

const sources = CODE.flatMap((folder) =>
  readdirSync(path.join(CHECKOUT, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => path.join(folder, file))
    .filter((file) => file.endsWith('.ts') && !file.includes('generated') && !READERS.includes(file)),
);

/** Lines that are no comment. */
const linesOf = (file: string): readonly string[] =>
  readFileSync(path.join(CHECKOUT, file), 'utf8')
    .split('\n')
    .filter((line) => !/^\s*(\/\/|\/?\*)/.test(line));

test('a remedy names no variable that a project’s main.ts does not read, and no script that only the checkout has', () => {
  expect(variables.length).toBeGreaterThan(5);
  const unfit = new RegExp(`[^$]\\b(${variables.join('|')}|KAFKA_CLUSTER=dev2)\\b|npx tsx`);
  const found = sources.flatMap((file) =>
    linesOf(file)
      .filter((line) => unfit.test(line) && /['"`]/.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(found).toEqual([]);
});

test('a remedy names no npm script that a project does not have', () => {
  const { scripts } = JSON.parse(readFileSync(path.join(CHECKOUT, 'examples/project/package.json'), 'utf8')) as {
    readonly scripts: object;
  };
  const named = sources.flatMap((file) =>
    linesOf(file).flatMap((line) => [...line.matchAll(/npm run ([a-z:-]+)/g)].map(([, script]) => script)),
  );
  expect([...new Set(named)].filter((script) => !Object.hasOwn(scripts, String(script)))).toEqual([]);
});
