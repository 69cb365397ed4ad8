import { KafkaVersion, ServerImage, ZooKeeperVersion } from '../../../../constructs';
import { codesOf } from '../../fixtures/cluster';

const DIGEST = `sha256:${'0f'.repeat(32)}`;

test('an official image is named by its version, and by its digest where there is one', () => {
  expect(ServerImage.officialKafka(KafkaVersion.V3_9_2).name).toBe('apache/kafka:3.9.2');
  expect(ServerImage.officialKafka(KafkaVersion.V3_9_2, { digest: DIGEST }).name).toBe(`apache/kafka:3.9.2@${DIGEST}`);
  expect(ServerImage.official('zookeeper', ZooKeeperVersion.V3_8_6.version, { digest: DIGEST }).name).toBe(
    `zookeeper:3.8.6@${DIGEST}`,
  );
});

test.each(['', 'latest', 'sha256:0f', DIGEST.toUpperCase(), `${DIGEST}0`])('fails with a digest like %j', (digest) => {
  expect(codesOf(() => ServerImage.officialKafka(KafkaVersion.V3_9_2, { digest }))).toEqual(['ImageDigestIllegal']);
});
