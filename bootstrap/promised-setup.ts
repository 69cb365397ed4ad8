import type { Setup } from '../model/setup/setup-record';
import { METRICS_AGENT } from './images/image';
import { readSetup } from './record';
import { SERVER_IMAGES } from './server-images';

/**
 * What the set-up is going to have made for whatever version is declared: a synthesis that is to say which it is fails for no image that is
 * missing yet. Nothing is deployed by it.
 *
 * @throws OperationError `SetupUnreadable`
 */
export function promisedSetup(outFolder: string): Setup {
  const recorded = readSetup(outFolder);
  const promised = (name: string): string => `cdktf-kafka/${name}:promised`;
  return {
    schema: 2,
    cluster: recorded?.cluster ?? '',
    images: {
      origin: 'official',
      ...recorded?.images,
      servers: Object.fromEntries(SERVER_IMAGES.map(({ name }) => [name, { tag: promised(name) }])),
      metricsAgent: METRICS_AGENT.path,
      monitoring: recorded?.images.monitoring ?? { exporter: promised('exporter') },
    },
    terraform: recorded?.terraform ?? { origin: 'registry' },
  };
}
