import { SIGNATURES } from './generated/signatures';

/**
 * The props of an interface that an object has, to be handed on with others: a spread leaves out what an object has from its class.
 *
 * @param interfaceName of the public API
 */
export const handedOn = <T extends object>(
  interfaceName: keyof typeof SIGNATURES.interfaces,
  given: Partial<T> = {},
): Partial<T> =>
  Object.fromEntries(
    Object.keys(SIGNATURES.interfaces[interfaceName]).map((name) => [name, given[name as keyof T]]),
  ) as Partial<T>;
