/**
 * As `Promise.all`, but it fails only once every branch is over: a check that has ended must have nothing under way that would
 * hurt a server, or make a topic, after the undoing.
 */
export async function settleAll<T extends readonly unknown[] | []>(
  branches: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  try {
    return await Promise.all(branches);
  } finally {
    await Promise.allSettled(branches);
  }
}
