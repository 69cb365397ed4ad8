import { createHash } from 'node:crypto';

/** A file of a configuration volume. */
export interface ConfigurationFile {
  readonly name: string;
  readonly content: string;
}

/** Files that only serve together, by their paths in a folder of a configuration volume. */
export interface ConfigurationFolder {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
}

/** Twelve digits by which contents are told apart. */
export const digestOf = (content: string): string => createHash('sha256').update(content).digest('hex').slice(0, 12);

/** The same for a folder, whose files may name it. */
export function versionedFolder(
  name: string,
  render: (folder: string) => Readonly<Record<string, string>>,
): ConfigurationFolder {
  const folder = `${name}-${digestOf(JSON.stringify(render(name)))}`;
  return { name: folder, files: render(folder) };
}

/** Whether a content is what a file was named by. */
export const holdsVersion = (name: string, content: string): boolean => name.includes(`-${digestOf(content)}.`);

/** A file whose name holds a digest of its content: what changes lies beside the old one, and the changed name is noticed. */
export function versioned(name: string, extension: string, content: string): ConfigurationFile {
  return { name: `${name}-${digestOf(content)}.${extension}`, content };
}
