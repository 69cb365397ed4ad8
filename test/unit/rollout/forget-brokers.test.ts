import { brokersToForget } from '../../../rollout/forget-brokers';
import { manifest } from '../fixtures/manifest';

test('a quorum is told of brokers that have left, and of none that is declared', () => {
  const { id = 0 } = manifest.brokers[0] ?? {};
  const metadata = { ...manifest.metadata, controllers: 'metadata servers' } as const;
  expect(brokersToForget([id, 904, 905], { ...manifest, metadata })).toEqual([904, 905]);
});

test('ZooKeeper forgets them by itself', () => {
  expect(brokersToForget([904], manifest)).toEqual([]);
});
