import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const LOADER = path.join(__dirname, '..', '..', '..', 'cli', 'typescript.js');

/** Files beside each other, of which the first is run. */
function withFiles<T>(files: Readonly<Record<string, string>>, work: (first: string) => T): T {
  const folder = mkdtempSync(path.join(tmpdir(), 'typescript-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    return work(path.join(folder, Object.keys(files)[0] ?? ''));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What no run before this one has compiled. */
const anew = (): string => `// ${process.pid} ${performance.now()}\n`;

const print = (...args: string[]): string =>
  execFileSync(process.execPath, ['--require', LOADER, ...args], { encoding: 'utf8' });

describe('TypeScript that a command is made of', () => {
  test('is compiled once, and no compiler is loaded afterwards', () => {
    const compilers = 'Object.keys(require.cache).filter((file: string) => file.includes("@swc")).length > 0';
    withFiles({ 'main.ts': `${anew()}const found: boolean = ${compilers};\nconsole.log(found);\n` }, (file) => {
      expect([print(file), print(file)]).toEqual(['true\n', 'false\n']);
    });
  });

  test('imports other files at once and by need', () => {
    const main = `${anew()}import { one } from './one';
import path from 'node:path';
void (async () => { const { two } = await import('./two'); console.log(one + two, path.basename(__filename)); })();`;
    withFiles(
      { 'main.ts': main, 'one.ts': 'export const one = 1;', 'two.ts': 'export const two: number = 2;' },
      (file) => {
        expect(print(file)).toBe('3 main.ts\n');
      },
    );
  });

  test('shows where in it an error came from, compiled now or before', () => {
    const main = `${anew()}interface Gone {\n  readonly a: number;\n}\n\nfunction fail(gone: Gone): never {\n  throw new Error(String(gone.a));\n}\nfail({ a: 7 });\n`;
    withFiles({ 'main.ts': main }, (file) => {
      for (let run = 0; run < 2; run += 1) {
        const { stderr, status } = spawnSync(process.execPath, ['--require', LOADER, file], { encoding: 'utf8' });
        expect(status).toBe(1);
        expect(stderr).toContain('main.ts:7:9)');
        expect(stderr).toContain('main.ts:9:1)');
      }
    });
  });

  test('keeps of where an expression was made both ends of what is the project’s own, and not all of a long way there', () => {
    const main = `${anew()}const { made } = require('./node_modules/expressions');
const deep = (left: number): string => (left === 0 ? made() : deep(left - 1));
console.log(deep(30));
`;
    const expressions = `exports.made = () => { Error.stackTraceLimit = 100; const at = {}; Error.captureStackTrace(at); return at.stack; };`;
    withFiles({ 'main.ts': main, 'node_modules/expressions.js': expressions }, (file) => {
      const frames = print(file).trim().split('\n').slice(1);
      expect(frames).toHaveLength(10);
      expect(frames.slice(0, 9).filter((frame) => !frame.includes('at deep ('))).toEqual([]);
      expect(frames.at(-1)).toMatch(/main\.ts:\d+:\d+\)$/);
      expect(frames.at(-1)).not.toContain('deep');
    });
  });
});
