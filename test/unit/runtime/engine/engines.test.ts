import Docker from 'dockerode';
import { Engines } from '../../../../runtime/engine/engines';

const OTHER = { engine: 'tcp://kafka-b:2376', address: '10.0.0.2' };

function enginesOf(placements: Record<string, typeof OTHER>): { engines: Engines; made: (string | undefined)[] } {
  const made: (string | undefined)[] = [];
  const engines = new Engines({ placements }, ({ engine }) => {
    made.push(engine);
    return new Docker({ host: engine });
  });
  return { engines, made };
}

test('servers on one engine share its connection', () => {
  const { engines, made } = enginesOf({});
  expect(engines.of('kafka-broker-1')).toBe(engines.of('kafka-broker-2'));
  expect(engines.all()).toEqual([engines.of('kafka-broker-1')]);
  expect(made).toEqual([undefined]);
});

test('a server on a second engine is asked for there, by a connection of its own', () => {
  const { engines, made } = enginesOf({ 'kafka-broker-2': OTHER, 'kafka-broker-3': OTHER });
  expect(engines.of('kafka-broker-2')).not.toBe(engines.of('kafka-broker-1'));
  expect(engines.of('kafka-broker-2')).toBe(engines.of('kafka-broker-3'));
  expect(engines.all()).toHaveLength(2);
  expect(made.toSorted()).toEqual([OTHER.engine, undefined]);
});

test('fails to have an answer of every engine where one of them gives none', async () => {
  const pinged = (answers: Promise<unknown>) => ({ ping: () => answers }) as unknown as Docker;
  const gone = pinged(Promise.reject(new Error('gone')));
  const engines = (other: Docker): Engines =>
    new Engines({ placements: { 'kafka-broker-2': { ...OTHER, host: 'kafka-b' } } }, ({ engine }) =>
      engine === undefined ? pinged(Promise.resolve('OK')) : other,
    );
  await expect(engines(gone).ping()).rejects.toThrow('gone');
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  await expect(engines(pinged(Promise.reject(refused))).ping()).rejects.toThrow(
    '[EngineUnreachable] Docker engine of kafka-b: must answer, got ECONNREFUSED',
  );
  await expect(engines(pinged(Promise.resolve('OK'))).ping()).resolves.toBeUndefined();
});

test('containers are listed on every engine, each with the one that it is on', async () => {
  const named = (engine: string | undefined): Docker =>
    ({ listContainers: () => Promise.resolve([{ Id: engine ?? 'own' }]) }) as unknown as Docker;
  const engines = new Engines({ placements: { 'kafka-broker-2': OTHER } }, ({ engine }) => named(engine));
  const listed = await engines.containers(['cdktf-kafka.cluster=kafka']);
  expect(listed.map(({ Id }) => Id)).toEqual(['own', OTHER.engine]);
  expect(listed.map(({ engine }) => engine)).toEqual(engines.all());
});

test('fails to list containers where a host does not answer, by its name', async () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  const listing = (answer: Promise<unknown>): Docker => ({ listContainers: () => answer }) as unknown as Docker;
  const placements = { 'kafka-broker-2': { ...OTHER, host: 'kafka-b' } };
  const engines = new Engines({ placements }, ({ engine }) =>
    listing(engine === undefined ? Promise.resolve([]) : Promise.reject(refused)),
  );
  await expect(engines.containers(['cdktf-kafka.cluster=kafka'])).rejects.toThrow(
    '[EngineUnreachable] Docker engine of kafka-b: must answer, got ECONNREFUSED',
  );
});
