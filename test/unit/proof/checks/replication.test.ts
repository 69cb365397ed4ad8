import { comparable } from '../../../../proof/checks/replication';

describe('the replication check', () => {
  test('leaves out what is compacted or too large to compare', () => {
    const segment = (name: string, bytes: number) => ({ topic: name, bytes, path: '', broker: 1, partition: 0 });
    const declared: { name: string; config: Record<string, string> }[] = [
      { name: 'small', config: {} },
      { name: 'compacted', config: { 'cleanup.policy': 'compact,delete' } },
      { name: 'large', config: {} },
    ];
    expect(comparable(declared, [segment('small', 10), segment('large', 1 << 30)])).toEqual({
      names: ['small'],
      leftOut: ['compacted', 'large'],
    });
  });
});
