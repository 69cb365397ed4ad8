import { createHash } from 'node:crypto';

/** A file of a configuration volume. */
export interface ConfigurationFile {
  readonly name: string;
  readonly content: string;
}

/** A file whose name holds a digest of its content: what changes lies beside the old one, and the changed name is noticed. */
export function versioned(name: string, extension: string, content: string): ConfigurationFile {
  const digest = createHash('sha256').update(content).digest('hex').slice(0, 12);
  return { name: `${name}-${digest}.${extension}`, content };
}
