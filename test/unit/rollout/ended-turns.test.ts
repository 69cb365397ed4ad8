import type Docker from 'dockerode';
import { LABELS } from '../../../model/names/names';
import { removeEndedTurns } from '../../../rollout/ended-turns';
import type { RunName } from '../../../rollout/terraform-run';
import { Engines } from '../../../runtime/engine/engines';
import { manifest } from '../fixtures/manifest';

const run = (process: number): RunName => ({ host: 'here', space: 's', process, began: '1' });
const OWN = run(1);
const ENDED = run(2);
const GOING_ON = run(3);
const runs = () =>
  Promise.resolve({ name: OWN, isOver: (other: RunName) => Promise.resolve(other.process === ENDED.process) });

/** Which turns are left of those that stand, one on each engine; undefined where the engine has none, or does not answer. */
async function left(
  standing: Readonly<Record<string, RunName | 'unknown' | 'none' | 'silent'>>,
  findRun: Parameters<typeof removeEndedTurns>[2] = runs,
): Promise<readonly string[]> {
  const all = new Map(Object.entries(standing).filter(([, turn]) => turn !== 'none'));
  const failing = (statusCode: number) => Promise.reject(Object.assign(new Error('no'), { statusCode }));
  const connect = ({ engine = '' }: { readonly engine?: string | undefined }): Docker =>
    ({
      getContainer: () => ({
        inspect: () => {
          const turn = all.get(engine);
          const label = typeof turn === 'object' ? { run: turn, server: 's', container: 'c', returns: true } : turn;
          return turn === undefined || turn === 'silent'
            ? failing(turn === undefined ? 404 : 500)
            : Promise.resolve({ Id: engine, Config: { Labels: { [LABELS.turn]: JSON.stringify(label) } } });
        },
        remove: () => Promise.resolve(all.delete(engine)),
      }),
    }) as unknown as Docker;
  const hosts = Object.keys(standing).map((engine) => ({ engine, address: engine, host: engine }));
  const cluster = { ...manifest, ...(hosts[0] && { engine: hosts[0].engine }), hosts };
  await removeEndedTurns(cluster, new Engines(cluster, connect), findRun);
  return [...all.keys()];
}

test('turns of this process and of runs that have ended go, on whichever engine they stand', async () => {
  expect(await left({ a: OWN, b: ENDED, c: 'none' })).toEqual([]);
});

test('a turn stays whose run goes on, or of which nobody can tell whose it is', async () => {
  expect(await left({ a: GOING_ON, b: 'unknown', c: ENDED })).toEqual(['a', 'b']);
});

test('an engine that does not answer keeps no other turn from going, and fails nothing', async () => {
  expect(await left({ a: 'silent', b: ENDED })).toEqual(['a']);
});

test('all stay where no processes are to be seen', async () => {
  expect(await left({ a: ENDED }, () => Promise.reject(new Error('no table')))).toEqual(['a']);
});
