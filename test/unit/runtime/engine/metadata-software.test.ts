import type { ClusterManifest } from '../../../../model/manifest/manifest';
import { runningMetadataViolations } from '../../../../runtime/engine/metadata-software';

test.each(['2026.11.0', undefined])(
  'a cluster whose images are tagged otherwise (%s) is judged by no tag',
  async (imageVersion) => {
    const metadata = { name: 'ZooKeeper', version: '3.8.6', imageVersion, servers: [{ container: 'there-is-none' }] };
    const manifest = { name: 'kafka', engine: 'tcp://127.0.0.1:9', metadata } as unknown as ClusterManifest;
    await expect(runningMetadataViolations(manifest)).resolves.toEqual([]);
  },
);
