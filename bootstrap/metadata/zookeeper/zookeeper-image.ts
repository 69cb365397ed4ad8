import type { ImageDefinition } from '../../images/image';
import { ZooKeeperVersion } from '../../../model/metadata/zookeeper/zookeeper-version';

/** Version of the servers where nobody asks for another one. */
const DEFAULT = ZooKeeperVersion.V3_8_6.version;

const homeOf = (version: string): string => `/apache-zookeeper-${version}-bin`;

/** The image of a ZooKeeper node, of a version. */
export const zooKeeperImage = (version = DEFAULT): ImageDefinition => ({
  name: 'zookeeper',
  version,
  official: `zookeeper:${version}`,
  jarFolder: 'lib',
  archive: `${homeOf(version)}/server.jsa`,
  contents: ['bin', 'conf'],
  ...(version !== DEFAULT && {
    otherVersion: version,
    rewritten: { from: homeOf(DEFAULT), to: homeOf(version) },
  }),
});
