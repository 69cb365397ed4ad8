import { CHECKS } from '../../../../proof/checks';
import { standBeside, type Claim } from '../../../../proof/context/claim';
import { nextTurns, Schedule } from '../../../../proof/runner/schedule';

const ALL: readonly Claim[] = ['reads', 'works', 'prepares', 'disrupts', 'verifies'];

describe('claims on a cluster', () => {
  test('stand beside each other either way round', () => {
    for (const one of ALL) {
      expect(ALL.filter((other) => standBeside(one, other))).toEqual(ALL.filter((other) => standBeside(other, one)));
    }
  });

  test('fail to stand beside a disruption, unless nothing is asked of the servers any more', () => {
    expect(ALL.filter((claim) => standBeside('disrupts', claim))).toEqual(['verifies']);
  });

  test('fail to stand beside one who looks at the cluster as it was declared, unless they look alone', () => {
    expect(ALL.filter((claim) => standBeside('reads', claim))).toEqual(['reads']);
  });
});

describe('the next turns', () => {
  test.each([
    [
      'are those of all that only look, and of nobody else',
      [{ wanted: 'reads' }, { wanted: 'reads' }, { wanted: 'works' }],
      [0, 1],
    ],
    [
      'are those of all that work, and of one that prepares beside them',
      [{ wanted: 'works' }, { wanted: 'prepares' }, { wanted: 'prepares' }],
      [0, 1],
    ],
    [
      'fail to come while somebody works who would be disturbed',
      [{ held: 'works' }, { held: 'prepares', wanted: 'disrupts' }],
      [],
    ],
    ['come when the last one that worked is over', [{}, { held: 'prepares', wanted: 'disrupts' }], [1]],
    [
      'come beside one that only compares what it has',
      [{ held: 'verifies' }, { held: 'prepares', wanted: 'disrupts' }],
      [1],
    ],
    [
      'are those under way, before one that is earlier and has yet to begin',
      [{ wanted: 'prepares' }, { held: 'prepares', wanted: 'disrupts' }],
      [1],
    ],
    [
      'fail to overtake an earlier one that wants something else',
      [{ held: 'works' }, { wanted: 'reads' }, { wanted: 'works' }],
      [],
    ],
    [
      'are those that clean up, once nothing is disrupted',
      [{ held: 'verifies', wanted: 'works' }, { held: 'prepares' }],
      [0],
    ],
    [
      'fail to be those that clean up, while something is',
      [{ held: 'verifies', wanted: 'works' }, { held: 'disrupts' }],
      [],
    ],
  ] as const)('%s', (_, turns, expected) => {
    expect(nextTurns(turns)).toEqual(expected);
  });
});

describe('a schedule', () => {
  /** Runs checks whose claims last one tick each, and says who had what in each tick. */
  const simulate = async (checks: readonly (readonly Claim[])[]): Promise<readonly string[]> => {
    const schedule = new Schedule(checks.map(([first = 'works']) => first));
    const claimants = checks.map((_, index) => schedule.claimant(index));
    const ticks: string[] = [];
    let tick = new Set<() => void>();
    const running = checks.map(async (claims, index) => {
      for (const claim of claims) {
        await claimants[index]?.claim(claim);
        await new Promise<void>((done) => tick.add(done));
      }
      claimants[index]?.release();
    });
    for (;;) {
      await new Promise((done) => setImmediate(done));
      if (tick.size === 0) {
        break;
      }
      ticks.push(
        claimants
          .map(({ held }, index) => (held === undefined ? '' : `${index} ${held}`))
          .filter(Boolean)
          .join(', '),
      );
      const over = tick;
      tick = new Set();
      over.forEach((done) => {
        done();
      });
    }
    await Promise.all(running);
    return ticks;
  };

  test('has one check read and compare while the next one prepares and disrupts', async () => {
    const disrupting: readonly Claim[] = ['prepares', 'disrupts', 'works', 'verifies'];
    expect(await simulate([['reads'], ['reads'], ['works', 'works'], disrupting, disrupting])).toEqual([
      '0 reads, 1 reads',
      '2 works, 3 prepares',
      '2 works, 3 prepares',
      '3 disrupts',
      '3 works, 4 prepares',
      '3 verifies, 4 disrupts',
      '4 works',
      '4 verifies',
    ]);
  });

  test('fails to let one that disrupts begin again beside another, and both come to their end', async () => {
    expect(
      await simulate([
        ['prepares', 'disrupts', 'verifies', 'disrupts'],
        ['prepares', 'disrupts'],
      ]),
    ).toEqual(['0 prepares', '0 disrupts', '0 verifies, 1 prepares', '0 verifies, 1 disrupts', '0 disrupts']);
  });

  test('fails to hold up others by one that was told to end while it waited', async () => {
    const schedule = new Schedule(['works', 'prepares', 'prepares']);
    const [works, ended, next] = [0, 1, 2].map((index) => schedule.claimant(index));
    await works?.claim('works');
    await ended?.claim('prepares');
    const stop = new AbortController();
    const waiting = ended?.claim('disrupts', stop.signal);
    stop.abort();
    await expect(waiting).rejects.toThrow('[Interrupted] waiting for the other checks');
    ended?.release();
    await next?.claim('prepares');
    expect(next?.held).toBe('prepares');
  });
});

test('every check that takes servers away prepares for it, and no other one does', () => {
  expect(CHECKS.filter(({ claim }) => claim === 'prepares')).toEqual(
    CHECKS.filter(({ needs }) => needs.includes('fault')),
  );
});

test('whatever only looks comes first, and disruptions come last', () => {
  const order: readonly Claim[] = ['reads', 'works', 'prepares'];
  const places = CHECKS.map(({ claim }) => order.indexOf(claim));
  expect(places).toEqual([...places].sort());
});
