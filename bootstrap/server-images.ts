import { type ImageDefinition, KAFKA_IMAGE, kafkaImage } from './images/image';
import { ZOOKEEPER_IMAGE } from './metadata/zookeeper/zookeeper-image';

/** Images that servers run from: the brokers', and one for each metadata store whose servers have another, by the store's name for it. */
export const serverImages = (kafkaVersion: string): readonly ImageDefinition[] => [
  kafkaImage(kafkaVersion),
  ZOOKEEPER_IMAGE,
];

/** The same, of the versions that are taken where nobody asks for others. */
export const SERVER_IMAGES = serverImages(KAFKA_IMAGE.version);
