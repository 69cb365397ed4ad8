import type { ClusterManifest } from '../../../../model/manifest/manifest';
import { loweredViolations, runningMetadataViolations } from '../../../../runtime/engine/metadata-software';

const of = (running: string, declared: string): readonly string[] =>
  loweredViolations('kafka-zookeeper-1', { name: 'ZooKeeper', running, declared }).map(({ code }) => code);

test.each([
  ['3.8.6', '3.8.6'],
  ['3.8.6', '3.8.7'],
  ['3.8.7', '3.8.6'],
  ['3.8.6', '3.9.6'],
  ['3.9.6', '3.10.0'],
])('a metadata server of %s is replaced by one of %s', (running, declared) => {
  expect(of(running, declared)).toEqual([]);
});

test.each([
  ['3.9.6', '3.8.7'],
  ['3.10.0', '3.9.6'],
  ['4.0.0', '3.9.6'],
])('a metadata server of %s fails to be replaced by one of %s', (running, declared) => {
  expect(of(running, declared)).toEqual(['MetadataVersionLowered']);
});

test.each(['2026.11.0', undefined])(
  'a cluster whose images are tagged otherwise (%s) is judged by no tag',
  async (imageVersion) => {
    const metadata = { name: 'ZooKeeper', version: '3.8.6', imageVersion, servers: [{ container: 'there-is-none' }] };
    const manifest = { name: 'kafka', engine: 'tcp://127.0.0.1:9', metadata } as unknown as ClusterManifest;
    await expect(runningMetadataViolations(manifest)).resolves.toEqual([]);
  },
);
