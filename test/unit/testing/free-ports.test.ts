import { createServer } from 'node:net';
import { once } from 'node:events';
import { holdPorts } from '../../../testing/free-ports';

const bind = async (port: number): Promise<string> => {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    return 'bound';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? '';
  } finally {
    server.close();
  }
};

test('ports are in a row, nobody else’s while they are held, and free afterwards', async () => {
  const held = await holdPorts(3);
  const { first } = held;
  expect(await Promise.all([bind(first), bind(first + 1), bind(first + 2)])).toEqual(Array(3).fill('EADDRINUSE'));
  await held.release();
  expect(await Promise.all([bind(first), bind(first + 1), bind(first + 2)])).toEqual(Array(3).fill('bound'));
});

test('whoever looks at the same time gets others', async () => {
  const held = await Promise.all(Array.from({ length: 10 }, () => holdPorts(4)));
  const all = held.flatMap(({ first }) => [0, 1, 2, 3].map((i) => first + i));
  expect(new Set(all).size).toBe(40);
  await Promise.all(held.map((ports) => ports.release()));
});
