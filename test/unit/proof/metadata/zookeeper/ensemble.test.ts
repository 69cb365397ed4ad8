import { ZOOKEEPER_PORTS } from '../../../../../model/metadata/zookeeper/zookeeper-node';
import type Docker from 'dockerode';
import { PassThrough, Readable } from 'node:stream';
import { awaitServing, roleOf } from '../../../../../proof/metadata/zookeeper/ensemble';
import type { ProofContext } from '../../../../../proof/context/proof-context';
import { Engines } from '../../../../../runtime/engine/engines';
import { parseSockets } from '../../../../../proof/protocol/sockets';

const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');
const socket = (local: number, remote: number, state: string, address = '0540A8C0'): string =>
  `   0: ${address}:${hex(local)} ${address}:${hex(remote)} ${state} 00000000:00000000 00:00000000 00000000  1000\r\n`;
const { quorum, client } = ZOOKEEPER_PORTS;
const read = (table: string) => roleOf(parseSockets(table));
const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue\r\n';

describe('the sockets of a ZooKeeper node', () => {
  test('are those of the leader when it listens on the quorum port', () => {
    expect(read(HEAD + socket(quorum, 0, '0A') + socket(quorum, 40_000, '01')).role).toBe('leader');
  });

  test('are those of a follower when it is connected to the quorum port of another one', () => {
    expect(read(HEAD + socket(40_000, quorum, '01')).role).toBe('follower');
  });

  test('are those of a leader also when it listens on IPv6', () => {
    expect(read(HEAD + socket(quorum, 0, '0A', '0'.repeat(32))).role).toBe('leader');
  });

  test('tell of no part in the ensemble while a connection is being made, or there is none', () => {
    expect(read(HEAD + socket(40_000, quorum, '02')).role).toBe('none');
    expect(read(HEAD + socket(client, 0, '0A')).role).toBe('none');
    expect(read('').role).toBe('none');
  });

  test('tell how many clients are connected', () => {
    const table = socket(client, 0, '0A') + socket(client, 40_000, '01') + socket(client, 40_001, '01');
    expect(read(HEAD + table).clients).toBe(2);
  });
});

describe('an ensemble', () => {
  test('serves again only when a node that was down takes part', async () => {
    const tables: (string | undefined)[] = [undefined, socket(40_000, quorum, '01')];
    const container = (table: () => string | undefined) => ({
      modem: { demuxStream: (from: Readable, to: PassThrough) => from.pipe(to) },
      exec: () => {
        const shown = table();
        return shown === undefined
          ? Promise.reject(Object.assign(new Error('is paused'), { statusCode: 409 }))
          : Promise.resolve({ start: () => Promise.resolve(Readable.from([HEAD + shown])) });
      },
    });
    const servers: Record<string, unknown> = {
      leader: container(() => socket(quorum, 0, '0A') + socket(client, 40_000, '01')),
      returning: container(() => (tables.length > 1 ? tables.shift() : tables[0])),
    };
    const engine = { getContainer: (name: string) => servers[name] } as unknown as Docker;
    const nodes = Object.keys(servers).map((name) => ({ container: name }));
    const proof = {
      engines: new Engines({}, () => engine),
      manifest: { metadata: { servers: nodes } },
      signal: new AbortController().signal,
    } as unknown as ProofContext;
    expect(await awaitServing(proof, 2, 1)).toEqual({ clients: 1 });
    expect(tables).toHaveLength(1);
  });
});
