import type Docker from 'dockerode';
import { allEnded } from '../runtime/all-ended';
import { exclusively, isHeld } from '../runtime/files/lock';
import { ClusterPlace } from './cluster-place';
import { markedClusters, removeCluster } from './engine-work';

/** Takes a cluster away, whoever uses it. */
export const remove = (engine: Docker, place: ClusterPlace): Promise<void> =>
  exclusively(place.lock, {}, () => takeAway(engine, place));

async function takeAway(engine: Docker, place: ClusterPlace): Promise<void> {
  // Before anything goes, so that nobody takes it for one that runs.
  await place.markIncomplete();
  await removeCluster(engine, place.name);
  await place.forget();
}

/**
 * Takes clusters away, whoever uses them: those of this machine's folder that were declared under one of the names; without names, every
 * one that the engine has, also where its folder is another, or gone.
 */
export async function removeDeclared(engine: Docker, names?: readonly string[]): Promise<void> {
  const kept = await ClusterPlace.all();
  const places =
    names === undefined
      ? ClusterPlace.named([...kept.map(({ name }) => name), ...(await markedClusters(engine))])
      : kept.filter(({ declaredName }) => names.includes(declaredName));
  await allEnded(places.map((place) => remove(engine, place)));
}

/**
 * Takes away what nobody uses any more, but for one cluster. What can't be taken away is no reason not to start another: the next start tries
 * again. No lock may be held meanwhile: two that made what the other one takes for forgotten would wait for each other.
 */
export async function removeForgotten(engine: Docker, own: ClusterPlace): Promise<void> {
  const others = (await ClusterPlace.all().catch(() => [])).filter(({ name }) => name !== own.name);
  await Promise.allSettled(
    others.map(async (place) => {
      if ((await place.isForgotten()) && !(await isHeld(place.lock))) {
        await exclusively(place.lock, {}, async () => {
          // Somebody may have asked for it meanwhile.
          if (await place.isForgotten()) {
            await takeAway(engine, place);
          }
        });
      }
    }),
  );
}
