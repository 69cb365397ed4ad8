import { removeTestClusters } from '../../testing';

/** For `globalTeardown` of Jest or Vitest, where no cluster is to outlive a run: those of this project's name, and nobody else's. */
export default async function teardown(): Promise<void> {
  await removeTestClusters(['bookshop']);
}
