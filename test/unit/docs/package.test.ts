import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { transformSync } from '@swc/core';
import { shellCommand } from '../../../constructs';

const page = readFileSync(path.join(__dirname, '..', '..', '..', 'docs', 'package.md'), 'utf8');
/** What a program of one's own says of its commands, up to the cluster. */
const [, program = ''] = /```ts\n([\s\S]*?)\nconst kafka = /.exec(page) ?? [];
const gate = /^ {2}gate: (.*),$/m.exec(page)?.[1] ?? '';
const reload = /^ {2}reload: (.*),$/m.exec(page)?.[1] ?? '';
const onIssued = /^ {2}onIssued: (.*),$/m.exec(page)?.[1] ?? '';

test.each(['plain', 'with a blank', `it's "$HOME" \`id\` \\ ; & *`, 'Zoë/Ærø/東京', '${name} %{if}'])(
  'the commands that the page shows reach the package’s own as they are, in a folder such as: %s',
  (name) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'package-'));
    const project = path.join(folder, name);
    const binaries = path.join(project, 'node_modules', '.bin');
    mkdirSync(binaries, { recursive: true });
    writeFileSync(path.join(binaries, 'cdktf-kafka'), `#!/bin/sh\nprintf '%s\\n' "$@"\n`, { mode: 0o755 });
    const { code } = transformSync(`${program}\nresult([${gate}, ${onIssued}, ${reload}]);`, {
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    });
    let commands: readonly string[] = [];
    const result = (made: readonly string[]): void => {
      commands = made;
    };
    runInNewContext(code, { __dirname: project, path, shellCommand, result });
    const wordsOf = (command = ''): readonly string[] =>
      execFileSync('/bin/sh', ['-c', command], { cwd: tmpdir(), encoding: 'utf8' }).trimEnd().split('\n');
    const common = ['--manifest', `${project}/cdktf.out/kafka/kafka.json`, '--clients', `${project}/out/clients`];
    expect(wordsOf(commands[0])).toEqual(['gate', ...common, '--out', `${project}/out`]);
    expect(wordsOf(commands[1])).toEqual(['clients', ...common, '--user', 'admin']);
    expect(wordsOf(commands[2])).toEqual(['reload', ...common]);
    rmSync(folder, { recursive: true });
  },
);
