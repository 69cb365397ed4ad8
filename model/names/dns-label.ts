import { createHash } from 'node:crypto';

/** The longest name of one part that DNS takes (RFC 1035). */
const LENGTH = 63;
const DIGEST = 12;

/** A name that DNS takes as one part of a longer one: what is too long for that ends with a digest of all of it. */
export const dnsLabel = (name: string): string =>
  name.length <= LENGTH
    ? name
    : `${name.slice(0, LENGTH - DIGEST - 1)}-${createHash('sha256').update(name).digest('hex').slice(0, DIGEST)}`;
