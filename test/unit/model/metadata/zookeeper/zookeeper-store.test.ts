import { type KafkaClusterProps, Metadata, ServerImage } from '../../../../../constructs';
import { zooKeeperHealth } from '../../../../../model/metadata/zookeeper/zookeeper-store';
import { modelOf } from '../../../fixtures/cluster';

const matches = (test: readonly string[], line: string): boolean => new RegExp(test.at(-1) ?? '').test(line);
const row = (local: string, remote: string, state: string): string =>
  `   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000`;

test('a ZooKeeper node is healthy when it leads or follows', () => {
  const health = zooKeeperHealth(3);
  expect(matches(health, row('0300A8C0:0B48', '00000000:0000', '0A'))).toBe(true);
  expect(matches(health, row('0300A8C0:C001', '0400A8C0:0B48', '01'))).toBe(true);
});

test('a ZooKeeper node that still looks for a leader is not healthy', () => {
  const health = zooKeeperHealth(3);
  expect(matches(health, row('0300A8C0:0886', '00000000:0000', '0A'))).toBe(false);
  expect(matches(health, row('0300A8C0:C001', '0400A8C0:0B48', '02'))).toBe(false);
});

test('the nodes run from the image that is closest to them: their own, by its former prop, from the set-up, or the official one', () => {
  const imageOf = (props: Partial<KafkaClusterProps>): unknown => {
    const model = modelOf(props);
    return model.store.servers(model)[0]?.image.name;
  };
  const image = (name: string): ServerImage => ServerImage.named(name);
  const own = { metadata: Metadata.zooKeeper({ image: image('own:1') }) };
  const made = { zookeeper: image('made:1') };
  expect(imageOf({ ...own, images: { zookeeper: image('former:1'), metadata: made } })).toBe('own:1');
  expect(imageOf({ images: { zookeeper: image('former:1'), metadata: made } })).toBe('former:1');
  expect(imageOf({ images: { metadata: { ...made, ledger: image('ledger:1') } } })).toBe('made:1');
  expect(imageOf({})).toBe('zookeeper:3.8.6');
});
