import { type ImageDefinition, KAFKA_IMAGE } from './images/image';
import { ZOOKEEPER_IMAGE } from './metadata/zookeeper/zookeeper-image';

/** Images that servers run from: the brokers', and one for each metadata store whose servers have another, by the store's name for it. */
export const SERVER_IMAGES: readonly ImageDefinition[] = [KAFKA_IMAGE, ZOOKEEPER_IMAGE];
