import type Docker from 'dockerode';
import type { Violation } from '../../model/violation';
import { ifThere } from './engine';

/** Has an engine get an image from its registry, and waits until it is there. */
export async function pullImage(engine: Docker, name: string): Promise<void> {
  const stream = await engine.pull(name);
  await new Promise<void>((resolve, reject) => {
    engine.modem.followProgress(stream, (error: Error | null) => {
      if (error === null) {
        resolve();
      } else {
        reject(error);
      }
    });
  });
}

/** Has an engine get an image that it lacks. */
export async function pullMissingImage(engine: Docker, name: string): Promise<void> {
  if ((await ifThere(engine.getImage(name).inspect())) === undefined) {
    await pullImage(engine, name);
  }
}

/** An image that the engine neither has nor gets. */
export const imageUnavailable = (name: string, reason: string): Violation => ({
  code: 'ImageUnavailable',
  subject: 'Docker engine',
  rule: 'must have every image that is declared, or get it from its registry',
  value: `${name}: ${reason}`,
  remedy: 'correct the name, load the image into the engine, or let the engine reach the registry',
});
