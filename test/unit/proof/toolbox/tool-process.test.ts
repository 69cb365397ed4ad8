import { Duration } from '../../../../model/units/duration';
import { PassThrough } from 'node:stream';
import { announced, parseEvent, ToolProcess, type Signal } from '../../../../proof/toolbox/tool-process';

const WAIT = { within: Duration.minutes(1), awaiting: 'an event' } as const;

/** A program that says what the test has it say, and ends when it is killed. */
function program(exitCode = 0) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  let end: () => void = () => undefined;
  const ended = new Promise<void>((done) => {
    end = () => {
      stdout.end();
      stderr.end();
      done();
    };
  });
  const signals: [number, Signal][] = [];
  const seen: unknown[] = [];
  const opened = { stdout, stderr, ended, exitCode: () => Promise.resolve(exitCode), detach: () => undefined };
  const send = (id: number, signal: Signal): Promise<void> => {
    signals.push([id, signal]);
    end();
    return Promise.resolve();
  };
  const process = new ToolProcess('program', opened, send, (event) => seen.push(event));
  return { process, stdout, stderr, end, signals, seen };
}

describe('a line of a program', () => {
  test('is an event when it is an object in JSON', () => {
    expect(parseEvent('{"name":"startup_complete"}')).toEqual({ name: 'startup_complete' });
  });

  test.each(['', '12', 'log4j:WARN', '{"cut":'])('fails to be one when it is %p', (line) => {
    expect(parseEvent(line)).toBeUndefined();
  });
});

describe('a program in the toolbox', () => {
  test('tells its id first, and goes on under that id', () => {
    expect(announced(['/a/tool.sh', 'x y'])).toEqual([
      'sh',
      '-c',
      'echo $$; exec "$@"',
      'tool.sh',
      '/a/tool.sh',
      'x y',
    ]);
  });

  test('hands on its events as they come, even those cut in two on the way', async () => {
    const { process, stdout, seen, end } = program();
    stdout.write('41\n{"n":1}\nnoise\n{"n"');
    stdout.write(':2}\n');
    await expect(process.event(({ n }) => n === 2, WAIT)).resolves.toEqual({ n: 2 });
    await expect(process.event(({ n }) => n === 1, WAIT)).resolves.toEqual({ n: 1 });
    expect(seen).toEqual([{ n: 1 }, { n: 2 }]);
    end();
    await process.end(Duration.seconds(5));
    expect(process.running).toBe(false);
  });

  test('is killed by the id that it told, and not twice', async () => {
    const { process, stdout, signals } = program(137);
    stdout.write('41\n');
    await process.kill();
    await process.kill();
    expect(signals).toEqual([[41, 'KILL']]);
  });

  test('fails with its last words when it ends before the event that is awaited', async () => {
    const { process, stdout, stderr, end } = program(1);
    stdout.write('41\n');
    stderr.write('java.lang.IllegalStateException: no such topic\nbye\n');
    end();
    await expect(process.event(() => true, WAIT)).rejects.toThrow(
      'exit code 1: java.lang.IllegalStateException: no such topic, before an event',
    );
    await expect(process.end(Duration.seconds(5))).rejects.toThrow('[ToolFailed] program');
  });

  test('fails to be killed when it never told its id', async () => {
    const { process, end } = program();
    const killed = process.kill();
    end();
    await expect(killed).rejects.toThrow('it never started');
  });
});
