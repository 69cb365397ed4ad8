import { adoptionTests } from './changes/adoption';
import { ChangingCluster, NAME } from './changes/cluster';
import { existingClusterTests } from './changes/existing-cluster';
import { importTests } from './changes/importing';
import { refusalTests } from './changes/refusals';
import { gateTests } from './changes/gates';
import { rightsTests } from './changes/rights';
import { rollingTests } from './changes/rolling';
import { topicTests } from './changes/topics';
import { expectSuccess } from './support/outcome';

jest.setTimeout(30 * 60_000);

const cluster = new ChangingCluster();
beforeAll(() => cluster.start());
afterAll(() => cluster.remove());

// In the order in which they change the cluster.
rollingTests(cluster);
refusalTests(cluster);
gateTests(cluster);
topicTests(cluster);
adoptionTests(cluster);
rightsTests(cluster);
importTests(cluster);
existingClusterTests(cluster);

test('everything is destroyed without anyone waiting for anyone to come back, by a saved plan too', async () => {
  const servers = `${NAME}-cluster`;
  expectSuccess(await cluster.checkout.terraform(servers, 'plan', '-no-color', '-destroy', '-out=all'));
  expectSuccess(await cluster.checkout.terraform(servers, 'apply', '-no-color', 'all'));
  expectSuccess(await cluster.checkout.npm('destroy', '--volumes'));
  expect(await cluster.checkout.containers()).toEqual([]);
});
