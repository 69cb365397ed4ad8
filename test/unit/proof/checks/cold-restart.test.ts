import { identityViolations } from '../../../../proof/checks/cold-restart';

describe('a cluster that was started again', () => {
  test('passes when it is the same, and fails when it has another id', () => {
    expect(identityViolations('a', 'a')).toEqual([]);
    expect(identityViolations('a', 'b')).toMatchObject([{ code: 'ClusterDiffers', value: 'b' }]);
  });
});
