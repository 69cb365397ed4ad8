import { Duration } from '../../../../model/units/duration';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exclusively, isHeld } from '../../../../runtime/files/lock';
import { until } from '../../../../runtime/wait';

let folder: string;
let lock: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  lock = join(folder, 'locks', 'work');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function holdBy(process: number): void {
  rmSync(lock, { force: true });
  writeFileSync(lock, String(process));
}

describe('A lock', () => {
  test('lets one piece of work after another do its own', async () => {
    const events: string[] = [];
    const told: string[] = [];
    const piece = (name: string): Promise<void> =>
      exclusively(lock, { progress: (line) => told.push(line) }, async () => {
        events.push(`${name} begins`);
        await new Promise(setImmediate);
        events.push(`${name} ends`);
      });
    await Promise.all([piece('a'), piece('b')]);
    const [first, second] = events[0]?.startsWith('a') === true ? ['a', 'b'] : ['b', 'a'];
    expect(events).toEqual([`${first} begins`, `${first} ends`, `${second} begins`, `${second} ends`]);
    expect(told).toEqual(['another run is at it: awaiting its end']);
  });

  test('is given back when the work is done, and when it fails', async () => {
    await expect(exclusively(lock, {}, () => Promise.resolve('done'))).resolves.toBe('done');
    await expect(exclusively(lock, {}, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(readdirSync(join(folder, 'locks'))).toEqual([]);
  });

  test('is stale when its holder was killed', async () => {
    await exclusively(lock, {}, () => Promise.resolve());
    holdBy(2 ** 22 + 1);
    await expect(exclusively(lock, {}, () => Promise.resolve('mine'))).resolves.toBe('mine');
  });

  test('has one holder at a time also when many find it stale at once, and leaves nothing beside it', async () => {
    await exclusively(lock, {}, () => Promise.resolve());
    holdBy(2 ** 22 + 1);
    let holders = 0;
    const most = await Promise.all(
      Array.from({ length: 4 }, () =>
        exclusively(lock, {}, async () => {
          holders += 1;
          const now = holders;
          await new Promise((resolve) => setTimeout(resolve, 5));
          holders -= 1;
          return now;
        }),
      ),
    );
    expect(most).toEqual(Array.from({ length: 4 }, () => 1));
    expect(readdirSync(join(folder, 'locks'))).toEqual([]);
  });

  test('belongs to whoever has claimed it beside a stale one, and then to the next', async () => {
    await exclusively(lock, {}, () => Promise.resolve());
    holdBy(2 ** 22 + 1);
    writeFileSync(`${lock}+1`, String(process.pid));
    expect(await isHeld(lock)).toBe(true);
    const events: string[] = [];
    const next = exclusively(lock, { progress: () => events.push('waits') }, () => {
      events.push('holds');
      return Promise.resolve();
    });
    await until(() => events.includes('waits'), { within: Duration.minutes(1), awaiting: 'the next to wait' });
    rmSync(`${lock}+1`);
    await next;
    expect(events).toEqual(['waits', 'holds']);
    expect(readdirSync(join(folder, 'locks'))).toEqual([]);
  });

  test('is stale when its holder gives no sign of life', async () => {
    await exclusively(lock, {}, () => Promise.resolve());
    holdBy(process.pid);
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(lock, longAgo, longAgo);
    await expect(exclusively(lock, {}, () => Promise.resolve('mine'))).resolves.toBe('mine');
  });

  /** Has the file say that it was touched for the last time a minute ago. */
  const silence = (): void => {
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(lock, longAgo, longAgo);
  };

  test('stays with a holder that runs and gives no sign of life, as one that Ctrl-Z has stopped', async () => {
    await exclusively(lock, {}, async () => {
      silence();
      expect(await isHeld(lock)).toBe(true);
    });
  });

  test('is stale when another process has its holder’s number by now', async () => {
    await exclusively(lock, {}, async () => {
      const [number = '', space = ''] = readFileSync(lock, 'utf8').split('\n');
      writeFileSync(lock, [number, space, 'another time'].join('\n'));
      expect(await isHeld(lock)).toBe(false);
    });
  });

  test('stays with a holder that another container runs, whose numbers are others, as long as it gives signs of life', async () => {
    await exclusively(lock, {}, async () => {
      writeFileSync(lock, `${2 ** 22 + 1}-aaaaaa\nanother space\n1`);
      expect(await isHeld(lock)).toBe(true);
      silence();
      expect(await isHeld(lock)).toBe(false);
    });
  });

  test('stays with whoever has taken it over from a holder that was stopped for long', async () => {
    await exclusively(lock, {}, () => {
      holdBy(process.ppid);
      return Promise.resolve();
    });
    expect(readFileSync(lock, 'utf8')).toBe(String(process.ppid));
  });

  test('fails to be awaited when the caller breaks off, and stays with its holder', async () => {
    await exclusively(lock, {}, () => Promise.resolve());
    holdBy(process.pid);
    const stop = new AbortController();
    const awaiting = exclusively(
      lock,
      {
        signal: stop.signal,
        progress: () => {
          stop.abort();
        },
      },
      () => Promise.resolve(),
    );
    await expect(awaiting).rejects.toThrow();
    expect(existsSync(lock)).toBe(true);
  });
});
