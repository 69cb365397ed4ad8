import type Docker from 'dockerode';
import { allEnded } from '../runtime/all-ended';
import { exclusively, isHeld } from '../runtime/files/lock';
import { ClusterPlace, KEPT_MS } from './cluster-place';
import { clustersOfHome, markedClusters, removeCluster } from './engine-work';

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
  const known = await ClusterPlace.all().catch(() => undefined);
  const others = (known ?? []).filter(({ name }) => name !== own.name);
  const lost = known === undefined ? [] : await lostPlaces(engine, [own, ...known]).catch(() => []);
  await Promise.allSettled([
    ...lost.map(async (place) => {
      if (!(await isHeld(place.lock))) {
        await remove(engine, place);
      }
    }),
    ...others.map(async (place) => {
      if ((await place.isForgotten()) && !(await isHeld(place.lock))) {
        await exclusively(place.lock, {}, async () => {
          // Somebody may have asked for it meanwhile.
          if (await place.isForgotten()) {
            await takeAway(engine, place);
          }
        });
      }
    }),
  ]);
}

/** Places of clusters whose files are gone, with the folder that they were in: nobody can log in there any more. */
async function lostPlaces(engine: Docker, known: readonly ClusterPlace[]): Promise<readonly ClusterPlace[]> {
  // A young one may be somebody's whose machine, user and folder are called alike, as in jobs that share an engine.
  const madeBefore = new Date(Date.now() - KEPT_MS);
  const names = await clustersOfHome(engine, ClusterPlace.home(), { madeBefore });
  return ClusterPlace.named(names).filter(({ name }) => known.every((place) => place.name !== name));
}
