import { Moving } from '../../../cli/moving';
import type { MovingOptions } from '../../../cli/moving-environment';
import { Duration } from '../../../model/units/duration';
import { OperationError } from '../../../model/violation';
import { movesToCome, needsMoves, settle } from '../../../rollout/moving/moving';
import { takeInventory } from '../../../runtime/engine/inventory';
import { TimedOut } from '../../../runtime/wait';
import { manifest } from '../fixtures/manifest';

jest.mock('../../../cli/moving-environment', () => ({
  movingEnvironment: () => ({ clientsFolder: () => Promise.resolve('clients') }),
}));
jest.mock('../../../rollout/moving/moving', () => ({
  needsMoves: jest.fn(),
  movesToCome: jest.fn(),
  settle: jest.fn(),
}));
jest.mock('../../../runtime/engine/inventory', () => ({ takeInventory: jest.fn() }));
jest.mock('../../../runtime/kafka/readiness', () => ({ awaitBrokers: () => Promise.resolve() }));

const untold = new TimedOut({ within: Duration.seconds(60), awaiting: 'the brokers to agree' }, 'no leader');
const refused = new OperationError({ code: 'CopiesNotPlaceable', subject: 'a', rule: 'must', remedy: 'lower it' });

const moving = (options: MovingOptions = {}): Moving => new Moving({} as never, manifest, options);

/** What is on the engine. */
const standing = (
  brokers: readonly { readonly container: string }[],
  metadata = manifest.metadata.servers,
  stopped: readonly string[] = [],
): void => {
  const containers = [
    ...brokers.map(({ container: name }) => ({ name, role: 'broker' })),
    ...metadata.map(({ container: name, role }) => ({ name, role })),
  ].map((each) => ({ ...each, isRunning: !stopped.includes(each.name) }));
  jest.mocked(takeInventory).mockResolvedValue({ containers } as never);
};

beforeEach(() => {
  standing(manifest.brokers);
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => {
  jest.restoreAllMocks();
});

test('brokers that don’t tell where copies are neither keep a deployment from beginning, nor fail one that is done', async () => {
  jest.mocked(needsMoves).mockRejectedValue(untold);
  jest.mocked(settle).mockRejectedValue(untold);
  await expect(moving().isDue()).resolves.toBe(false);
  await expect(moving().settle()).resolves.toMatch(/^left to Kafka: .*no leader/);
});

test('fails where copies have no place, before anything is touched', async () => {
  jest.mocked(needsMoves).mockRejectedValue(refused);
  await expect(moving().isDue()).rejects.toThrow('[CopiesNotPlaceable]');
});

test('a broker that comes is started before the others change, but not before the metadata are there', async () => {
  standing(manifest.brokers.slice(1));
  await expect(moving().isDue()).resolves.toBe(true);
  standing(manifest.brokers.slice(1), manifest.metadata.servers.slice(1));
  await expect(moving().isDue()).resolves.toBe(false);
  // One that was made and not started, by a deployment that was cut off.
  standing(manifest.brokers.slice(1), manifest.metadata.servers, [manifest.metadata.servers[0]?.container ?? '']);
  await expect(moving().isDue()).resolves.toBe(false);
});

test('fails for moves that were not reviewed, before a broker is started that comes', async () => {
  standing(manifest.brokers.slice(1));
  jest.mocked(needsMoves).mockRejectedValue(refused);
  await expect(moving({ reviewed: [] }).isDue()).rejects.toThrow('[CopiesNotPlaceable]');
  jest.mocked(needsMoves).mockResolvedValue(false);
  await expect(moving({ reviewed: [] }).isDue()).resolves.toBe(true);
});

test('what is to come is planned where brokers tell of copies, and nothing is known of it where they don’t', async () => {
  const shown = { moves: [], sizes: new Map<string, number>(), throttle: 1 };
  jest.mocked(movesToCome).mockResolvedValue(shown);
  await expect(moving().toCome()).resolves.toBe(shown);
  jest.mocked(movesToCome).mockRejectedValue(untold);
  await expect(moving().toCome()).resolves.toBeUndefined();
  jest.mocked(movesToCome).mockRejectedValue(refused);
  await expect(moving().toCome()).rejects.toThrow('[CopiesNotPlaceable]');
  standing([]);
  await expect(moving().toCome()).resolves.toBeUndefined();
});
