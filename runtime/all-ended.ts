import { CodedError, OperationError } from '../model/violation';

/** What all of them answer, once all have ended: what one does is not broken off when another fails, and all that fails is told. */
export async function allEnded<const T extends readonly Promise<unknown>[]>(
  work: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const results = await Promise.allSettled(work);
  const failures = results.flatMap((result): unknown[] => (result.status === 'rejected' ? [result.reason] : []));
  const [first, ...others] = failures;
  if (first instanceof CodedError && others.length > 0) {
    const coded = failures.filter((failure) => failure instanceof CodedError);
    throw new OperationError(...coded.flatMap(({ violations }) => violations));
  }
  if (first !== undefined) {
    throw first as Error;
  }
  return results.map((result) => (result as PromiseFulfilledResult<unknown>).value) as never;
}
