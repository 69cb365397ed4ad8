import type Docker from 'dockerode';
import { Duration } from '../model/units/duration';
import type { Violation } from '../model/violation';
import { ifThere, statusOf } from '../runtime/engine/engine';
import { imageUnavailable } from '../runtime/engine/image-pull';
import { bounded, messageOf } from '../runtime/wait';

/** What the engine answers for an image that a registry gives to those alone who log in, whom Terraform may know. */
const NEEDS_LOGIN: readonly number[] = [401, 403];
/** What it says with another status, of a registry that asks for a name and a password (ECR, `htpasswd`). */
const NEEDS_PASSWORD = 'no basic auth credentials';

/**
 * Images that a declaration names, and that the engine neither has nor would get: Terraform learns of them when half of a cluster is
 * there.
 *
 * @param names each of them once
 * @param source the engine that hands images to this one
 */
export async function unavailableImages(
  names: readonly string[],
  engine: Pick<Docker, 'getImage'>,
  source?: Pick<Docker, 'getImage'>,
): Promise<readonly Violation[]> {
  const reasons = await Promise.all(
    names.map(async (name) => {
      const reason = await reasonWithout(engine.getImage(name));
      return reason !== undefined &&
        source !== undefined &&
        (await ifThere(source.getImage(name).inspect())) !== undefined
        ? undefined
        : reason;
    }),
  );
  return names.flatMap((name, i) => {
    const reason = reasons[i];
    return reason === undefined ? [] : [imageUnavailable(name, reason)];
  });
}

/** Why an image is not to be had; undefined when it is, or may be: what has not answered by then is for Terraform to wait for. */
async function reasonWithout(image: Docker.Image): Promise<string | undefined> {
  if ((await ifThere(image.inspect())) !== undefined) {
    return undefined;
  }
  try {
    await bounded(image.distribution(), { within: Duration.seconds(30), awaiting: 'an answer of the registry' });
    return undefined;
  } catch (error) {
    const status = statusOf(error);
    const message = messageOf(error);
    return status === undefined || NEEDS_LOGIN.includes(status) || message.includes(NEEDS_PASSWORD)
      ? undefined
      : message;
  }
}
