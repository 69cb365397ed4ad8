import type Docker from 'dockerode';
import { makeGround } from '../../../testing/engine-work';

test('fails only when all that was begun has ended: what is removed then is all that there is', async () => {
  const made: string[] = [];
  const engine = {
    createNetwork: () => Promise.reject(new Error('no address is left')),
    createVolume: async ({ Name }: { readonly Name: string }) => {
      await new Promise(setImmediate);
      made.push(Name);
    },
  } as unknown as Docker;
  const ground = makeGround(engine, {
    ...{ images: [], containers: [] },
    networks: [{ Name: 'clients' }],
    volumes: [{ Name: 'data', Labels: {} }],
  });
  await expect(ground).rejects.toThrow('no address is left');
  expect(made).toEqual(['data']);
});
