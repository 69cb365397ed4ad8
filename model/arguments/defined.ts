/** What a map says: a name with `undefined`, as a program makes it that leaves something out, says nothing. */
export const defined = <T>(map: Readonly<Record<string, T | undefined>> = {}): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(map).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
