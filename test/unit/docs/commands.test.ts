import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { blocksIn, withoutBlocks } from '../../support/shown-blocks';
import { commandOfScript, commands, npmScripts, refusedWords } from '../fixtures/command-calls';
import { PROJECT } from '../fixtures/violation-codes';

const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: PROJECT, encoding: 'utf8' }).split('\0');

interface Shown {
  readonly page: string;
  readonly code: string;
}

/** What a page shows as code: each line of a block, and each span, which may go over the end of a line. */
function shownBy(page: string, text: string): readonly Shown[] {
  const blocks = blocksIn(text).flatMap(({ language, code }) =>
    ['', 'sh'].includes(language) ? code.trimEnd().replaceAll('\\\n', ' ').split('\n') : [],
  );
  const spans = [...withoutBlocks(text).matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);
  return [...blocks, ...spans].map((code) => ({ page, code: code.replace(/\s+/g, ' ').trim() }));
}

// What has changed is told by the names of then.
const pages = tracked.filter((file) => file.endsWith('.md') && file !== 'CHANGELOG.md' && !file.startsWith('api/'));
const shown = pages.flatMap((page) => shownBy(page, readFileSync(path.join(PROJECT, page), 'utf8')));

/** Words of a shell, of which none stands for others. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, bare]) => single ?? double ?? bare ?? '');

/** A command of this package as a page calls it. */
interface Call extends Shown {
  readonly name: string;
  readonly words: readonly string[];
}

/** Stands for any command. */
const ANY = ['COMMAND', 'X'];

/** Without what a shell makes of a line: an output that is handed on, a remark, another command. */
const line = (code: string): string => code.split(/ (?:[|>#;]|&&) ?/)[0] ?? '';

const scriptCalls: readonly Call[] = shown.flatMap(({ page, code }) =>
  code.split('&&').flatMap((part) => {
    const [, run, short, rest = ''] =
      /\bnpm (?:run (?:--silent )?([\w:.-]+)|(start|test)\b)(?: --(?= |$)(.*))?/.exec(line(part.trim())) ?? [];
    const name = run ?? short;
    return name === undefined || ANY.includes(name) ? [] : [{ page, code, name, words: wordsOf(rest) }];
  }),
);
const ownCalls: readonly Call[] = shown.flatMap(({ page, code }) =>
  code.split('&&').flatMap((part) => {
    const [, rest = ''] = /\bnpx (?:--[\w-]+ (?:\.\/\S+ )?)*cdktf-kafka (.+)/.exec(line(part.trim())) ?? [];
    const [name, ...words] = wordsOf(rest);
    return name === undefined ? [] : [{ page, code, name, words }];
  }),
);

const told = ({ page, code }: Shown): string => `${page}: ${code}`;

test('every script of npm that a page calls is one of package.json', () => {
  expect(scriptCalls.length).toBeGreaterThan(200);
  expect(scriptCalls.filter(({ name }) => !(name in npmScripts)).map(told)).toEqual([]);
});

test('every command takes the options that a page gives it by npm', () => {
  const given = scriptCalls.flatMap((call) => {
    const name = commandOfScript(call.name);
    return name === undefined || call.words.length === 0 ? [] : [{ ...call, name }];
  });
  expect(given.length).toBeGreaterThan(20);
  expect(given.filter(({ name, words }) => refusedWords(name, words).length > 0).map(told)).toEqual([]);
});

test('every command of the package that a page calls is one, and takes the options that it gets', () => {
  expect(ownCalls.length).toBeGreaterThan(8);
  const mistaken = ownCalls.filter(({ name, words }) => !name.startsWith('-') && refusedWords(name, words).length > 0);
  // Shown for its exit code.
  expect(mistaken.map(told)).toEqual(['docs/output.md: npx cdktf-kafka deplyo']);
});

test('every command of the package is in the table of its page', () => {
  const [, table = ''] = readFileSync(path.join(PROJECT, 'docs', 'package.md'), 'utf8').split('## The commands');
  const rows = [...table.matchAll(/^\| (`[^|]*`) \|/gm)].flatMap(([, names = '']) => names.match(/[\w-]+/g) ?? []);
  expect(commands.map((each) => each.name()).filter((name) => !rows.includes(name))).toEqual([]);
});

test('a project that is made of an empty folder has the scripts that its own page calls', () => {
  const own = JSON.parse(readFileSync(path.join(PROJECT, 'examples', 'project', 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const called = scriptCalls.filter(({ page }) => page === 'examples/project/README.md').map(({ name }) => name);
  expect(called).toContain('deploy');
  expect(called.filter((name) => !(name in own.scripts))).toEqual([]);
});

test('every variable of this package that a page sets is one', () => {
  const set = shown.flatMap((each) =>
    [...each.code.matchAll(/\b((?:CDKTF_)?KAFKA_[A-Z_]+)=/g)].map(([, name = '']) => ({ ...each, name })),
  );
  expect(set.length).toBeGreaterThan(20);
  const [, table = ''] = readFileSync(path.join(PROJECT, 'docs', 'commands.md'), 'utf8').split('## The environment');
  const rows = [...table.matchAll(/^\| (`[^|]*`) \|/gm)].flatMap(([, names = '']) => names.match(/\w+/g) ?? []);
  // The last one is read by Kafka's own tools.
  const known = new Set([...rows, 'KAFKA_OPTS']);
  expect(set.filter(({ name }) => !known.has(name)).map(told)).toEqual([]);
});

test('every program and every test that a page names lies where it says', () => {
  const folders = new Set(tracked.map((file) => file.split('/')[0] ?? ''));
  const named = shown.flatMap((each) =>
    [...each.code.matchAll(/(?<![\w./-])[\w.-]+(?:\/[\w.-]+)+\.(?:ts|mjs|js|java|yml)\b/g)].flatMap(([file]) =>
      folders.has(file.split('/')[0] ?? '') ? [{ ...each, file }] : [],
    ),
  );
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter(({ file }) => !existsSync(path.join(PROJECT, file))).map(told)).toEqual([]);
});

test('a line is taken apart as a shell does', () => {
  expect(
    shownBy('a.md', 'See `npm run\n  drift`.\n```sh\nnpm run a \\\n  --b # no\n```\n').map(({ code }) => code),
  ).toEqual(['npm run a --b # no', 'npm run drift']);
  expect(wordsOf(`--fix 'user intruder, SCRAM' "$PWD" -x`)).toEqual(['--fix', 'user intruder, SCRAM', '$PWD', '-x']);
  expect(refusedWords('deploy', ['--volumes'])).toEqual(['--volumes']);
  expect(refusedWords('destroy', ['--volumes', '--json'])).toEqual([]);
});
