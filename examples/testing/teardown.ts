import { removeTestClusters } from '../../testing';

/** For `globalTeardown` of Jest or Vitest, where no cluster is to outlive a run. */
export default async function teardown(): Promise<void> {
  await removeTestClusters();
}
