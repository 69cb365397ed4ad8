/**
 * How many there are, for people: `1 partition`, `2 partitions`.
 *
 * @param several what follows another number than 1; default: with an `s`
 */
export const counted = (count: number, one: string, several = `${one}s`): string =>
  `${count} ${count === 1 ? one : several}`;
