import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type CommandResult, outputLine } from '../../../runtime/process/output';

jest.setTimeout(600_000);

const RUN = path.join(__dirname, '..', '..', '..', 'cli', 'run.mjs');
const OUTPUT = path.join(__dirname, '..', '..', '..', 'docs', 'output.md');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'command-line-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Ended {
  readonly code: number;
  /** The last of the lines, each of which is by the schema. */
  readonly result: CommandResult;
  readonly stderr: string;
}

/** A command that needs no engine, as a machine calls it. */
async function run(...words: readonly string[]): Promise<Ended> {
  return await runIn(process.env, ...words);
}

async function runIn(env: NodeJS.ProcessEnv, ...words: readonly string[]): Promise<Ended> {
  const { code, stdout, stderr } = await new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [RUN, ...words, '--json'], { env, timeout: 300_000 }, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
  const documents = stdout
    .trimEnd()
    .split('\n')
    .map((line) => outputLine.parse(JSON.parse(line)));
  const last = documents.at(-1);
  if (last?.type !== 'result') {
    throw new Error(`no result: ${stdout}`);
  }
  return { code, result: last, stderr };
}

/** A plan that takes a topic away, as `terraform show -json` writes it. */
function planThatLoses(): string {
  const file = path.join(folder, 'kafka-resources.json');
  const change = { actions: ['delete'], before: { name: 'orders' }, after: null };
  const topic = { address: 'kafka_topic.orders', mode: 'managed', type: 'kafka_topic', change };
  writeFileSync(file, JSON.stringify({ resource_changes: [topic] }));
  return file;
}

/** Every command, with the code in whose column docs/output.md has its errors. */
function exitCodesOfErrors(): readonly (readonly [string, number])[] {
  const [, section = ''] = readFileSync(OUTPUT, 'utf8').split('## Exit codes\n');
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return rows.flatMap((row) => {
    const [names = '', ...meanings] = row.split(' | ');
    const commands = [...names.replace(/\(.*\)/, '').matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
    return commands.map((name) => [name, meanings.findIndex((meaning) => meaning.includes('an error'))] as const);
  });
}

describe('A command for machines', () => {
  test('answers by data, and with the exit code that it has for people', async () => {
    const { code, result } = await run('guard', planThatLoses());
    expect(code).toBe(2);
    expect(result).toMatchObject({
      ...{ command: 'guard', exitCode: 2, errors: [] },
      data: { judgement: { verdict: 'refused', harms: [{ address: 'kafka_topic.orders', allowed: false }] } },
    });
  });

  test('goes on to its end, and its exit code, when nobody reads its output any more', async () => {
    const child = spawn(process.execPath, [RUN, 'guard', planThatLoses(), '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    child.stderr.destroy();
    expect(await once(child, 'exit')).toEqual([2, null]);
  });

  test('lists the checks of the proof', async () => {
    const { code, result } = await run('proof', '--list');
    expect(code).toBe(0);
    expect(result.data['checks']).toContainEqual(expect.objectContaining({ name: 'failover' }));
  });

  test('fails with code, subject and remedy', async () => {
    const { code, result, stderr } = await run('guard', path.join(folder, 'nothing.json'));
    expect(code).toBe(1);
    expect(result).toMatchObject({
      ...{ exitCode: 1, data: {} },
      errors: [{ code: 'PlanUnreadable', subject: path.join(folder, 'nothing.json') }],
    });
    expect(stderr).toContain('[PlanUnreadable]');
  });

  test('fails with the exit code of an unjudged proof where an option of the proof means nothing', async () => {
    for (const [words, error] of [
      [['--seed', 'x'], 'SeedIllegal'],
      [['--unheard-of'], 'CommandLineIllegal'],
    ] as const) {
      const { code, result } = await run('proof', ...words);
      expect({ code, result }).toMatchObject({ code: 2, result: { exitCode: 2, errors: [{ code: error }] } });
    }
  });

  test('fails with the exit code of an unjudged proof where a setting means nothing', async () => {
    const { code, result } = await runIn({ ...process.env, KAFKA_TOKEN_COMMAND: '' }, 'proof');
    expect({ code, result }).toMatchObject({ code: 2, result: { exitCode: 2, errors: [{ code: 'SettingIllegal' }] } });
  });

  test('fails with the exit code that the documents give an error, where one of its options is unknown', async () => {
    const commands = exitCodesOfErrors();
    expect(commands).toHaveLength(23);
    for (const [command, exitCode] of commands) {
      // No engine, should it get that far.
      const env = { ...process.env, DOCKER_HOST: 'tcp://127.0.0.1:1' };
      const { code, result } = await runIn(env, command, '--unheard-of');
      expect({ code, result }).toMatchObject({
        code: exitCode,
        result: { command, exitCode, errors: [{ code: 'CommandLineIllegal', subject: command }] },
      });
    }
  });

  test('fails by the name of the command, whatever words stand behind it', async () => {
    const { result } = await run('drift', '--fix', 'plan', '--unheard-of');
    expect(result).toMatchObject({ command: 'drift', errors: [{ code: 'CommandLineIllegal', subject: 'drift' }] });
  });

  test('fails with a result, and an exit code of its own, where there is no such command', async () => {
    const { code, result } = await run('deplyo');
    expect({ code, result }).toMatchObject({
      code: 2,
      result: { exitCode: 2, errors: [{ code: 'CommandLineIllegal', subject: 'cdktf-kafka' }] },
    });
  });
});
