import type { ImageDefinition } from '../../images/image';

/** The image of a ZooKeeper node. */
export const ZOOKEEPER_IMAGE: ImageDefinition = {
  name: 'zookeeper',
  version: '3.8.6',
  official: 'zookeeper:3.8.6',
  jarFolder: 'lib',
  archive: '/apache-zookeeper-3.8.6-bin/server.jsa',
  contents: ['bin', 'conf'],
};
