import type Docker from 'dockerode';
import { listeningPorts, openPortViolations, undeclaredPortViolations } from '../../../../proof/auth-matrix/open-ports';
import { Engines } from '../../../../runtime/engine/engines';
import { parseSockets } from '../../../../proof/protocol/sockets';

const TABLES = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:2386 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1 1 0 100 0 0 10 0
   1: 07001FAC:2383 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 2 1 0 100 0 0 10 0
   2: 0B00007F:AEDF 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 3 1 0 100 0 0 10 0
   3: 07001FAC:D431 04001FAC:0886 01 00000000:00000000 00:00000000 00000000  1000        0 4 1 0 20 4 30 10 -1
  sl  local_address                         remote_address                        st tx_queue rx_queue
   0: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000
   1: 0000000000000000FFFF00000100007F:1F91 00000000000000000000000000000000:0000 0A 00000000:00000000
   2: 00000000000000000000000001000000:1F92 00000000000000000000000000000000:0000 0A 00000000:00000000
   3: 0000000000000000FFFF000007001FAC:2383 00000000000000000000000000000000:0000 0A 00000000:00000000
`;

test('ports that listen for others are read from the tables of sockets, those of the machine itself are not', () => {
  expect(listeningPorts(parseSockets(TABLES))).toEqual([8080, 9091, 9094]);
});

test('fails a server that listens on a port that is not declared', () => {
  expect(undeclaredPortViolations('broker', [9091, 9092], new Set([9091]))).toEqual([
    expect.objectContaining({ code: 'PortUndeclared', subject: 'broker', value: 9092 }),
  ]);
  expect(undeclaredPortViolations('broker', [9091], new Set([9091, 9094]))).toEqual([]);
});

test('fails a server that does not run, and goes on with the others', async () => {
  const conflict = Object.assign(new Error('container is not running'), { statusCode: 409 });
  const engine = { getContainer: () => ({ exec: () => Promise.reject(conflict) }) } as unknown as Docker;
  const engines = new Engines({}, () => engine);
  expect(await openPortViolations(engines, 'broker', new Set([9091]))).toMatchObject([
    { code: 'PortsNotSeen', subject: 'broker' },
  ]);
});
