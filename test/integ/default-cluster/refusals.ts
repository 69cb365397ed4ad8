import { createServer } from 'node:net';
import { writeFileSync } from 'node:fs';
import { textOf } from '../support/outcome';
import type { DefaultCluster } from './cluster';

/** What a deployment refuses before anything is made. */
export function refusalTests(cluster: DefaultCluster): void {
  describe('bad input', () => {
    test('fails before anything is made when a host port is taken, and names the port and the way out', async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(29093, '127.0.0.1', resolve));
      try {
        const outcome = await cluster.checkout.npm('deploy');
        expect(outcome.code).toBe(1);
        expect(textOf(outcome)).toContain('[PortInUse] itest-broker-2: host port 29093 on 127.0.0.1 must be free');
        expect(textOf(outcome)).toContain('KAFKA_SCRAM_PORT=');
        expect(await cluster.checkout.containers()).toEqual([]);
        expect(await cluster.checkout.volumes()).toEqual([]);
      } finally {
        server.close();
      }
    });

    test('fails when a given passwords file lacks a user, and names the user', async () => {
      const file = cluster.checkout.path('out', 'secrets', 'empty.tfvars.json');
      writeFileSync(file, '{"passwords": {}}');
      const outcome = await cluster.checkout.npm('deploy', '--passwords', file);
      expect(outcome.code).toBe(1);
      expect(textOf(outcome)).toContain('[PasswordMissing] user user1: must have a password in');
      expect(await cluster.checkout.volumes()).toEqual([]);
    });
  });
}
