import { editDistance } from '../names/edit-distance';

/**
 * The known name that someone most likely meant: one of the same words in another order, but for the `log` that brokers' names begin
 * with and topics' don't, or one that a few letters make of it.
 */
export function nearestName(
  name: string,
  known: readonly string[],
  most: number = Math.max(3, Math.floor(name.length / 4)),
): string | undefined {
  const words = wordsOf(name);
  const reordered = known.find((candidate) => wordsOf(candidate) === words);
  if (reordered !== undefined) {
    return reordered;
  }
  const [best] = known
    .filter((candidate) => Math.abs(candidate.length - name.length) <= most)
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .sort((one, other) => one.distance - other.distance);
  return best !== undefined && best.distance <= most ? best.candidate : undefined;
}

const wordsOf = (name: string): string =>
  name
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase()
    .split(/\W+/)
    .filter((word) => word !== 'log')
    .sort()
    .join(' ');
