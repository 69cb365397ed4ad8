import { identityViolations } from '../../../../proof/checks/cold-restart';

describe('a cluster that was started again', () => {
  test('passes when it is the same, and fails when it has another id', () => {
    expect(identityViolations('a', 'a', 'ZooKeeper')).toEqual([]);
    expect(identityViolations('a', 'b', 'ZooKeeper')).toMatchObject([
      { code: 'ClusterDiffers', value: 'b', remedy: 'see that ZooKeeper’s volumes are kept: the id lies there' },
    ]);
  });
});
