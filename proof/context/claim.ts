/**
 * What a check has of the cluster at a moment, and so which others may be under way then. `reads`: it looks at the cluster as it was
 * declared, where nobody may add anything. `works`: it uses topics, groups and users of its own, on a cluster that is whole.
 * `prepares`: the same, for one that is going to disrupt servers. `disrupts`: servers are taken away. `verifies`: it looks at
 * what it has gathered, and at the logs on disk, whatever becomes of the servers.
 */
export type Claim = 'reads' | 'works' | 'prepares' | 'disrupts' | 'verifies';

/** Which claims of others each stands beside. Two that prepare would wait for one another to end. */
const BESIDE: Readonly<Record<Claim, readonly Claim[]>> = {
  reads: ['reads'],
  works: ['works', 'prepares', 'verifies'],
  prepares: ['works', 'verifies'],
  disrupts: ['verifies'],
  verifies: ['works', 'prepares', 'disrupts', 'verifies'],
};

/** Whether two checks may have these at the same time; it is the same either way round. */
export function standBeside(one: Claim, other: Claim): boolean {
  return BESIDE[one].includes(other);
}
