import type { Admin } from 'kafkajs';
import { nameGroup, removeAtEnd } from '../../../../proof/workload/consumer-group';
import { CleanupStack } from '../../../../proof/context/cleanup-stack';

test('groups that bear the name of the run are removed at the end, and nobody else’s', async () => {
  const removed: string[] = [];
  const admin = {
    deleteGroups: (groups: string[]) => Promise.resolve(removed.push(...groups)),
  } as unknown as Admin;
  const proof = { run: 'run-1', cleanup: new CleanupStack(), admin };
  expect(nameGroup(proof, 'reader')).toBe('run-1-reader');
  removeAtEnd(proof, 'billing-run-1');
  removeAtEnd(proof, 'billing');
  expect(await proof.cleanup.runAll()).toEqual([]);
  expect(removed).toEqual(['billing-run-1', 'run-1-reader']);
});
