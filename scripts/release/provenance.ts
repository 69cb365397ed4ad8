/** What a packed file was made of, and how. */
export interface Build {
  /** The packed file's name, and its digests in hexadecimal, by in-toto's names: `sha256`, `sha512`. */
  readonly file: string;
  readonly digests: Readonly<Record<string, string>>;
  readonly commit: string;
  /** SHA-256 of the lock file, which names each package that was installed and its digest. */
  readonly lockFile: string;
  /** Who has run it, as a URI. */
  readonly builder: string;
  /** Versions of the tools, by their names. */
  readonly tools: Readonly<Record<string, string>>;
  readonly startedOn: Date;
  readonly finishedOn: Date;
}

/** An in-toto statement with SLSA's provenance, version 1. Nobody has signed it: a pipeline's identity does that when it publishes. */
export const provenanceOf = ({
  file,
  digests,
  commit,
  lockFile,
  builder,
  tools,
  startedOn,
  finishedOn,
}: Build): object => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: file, digest: digests }],
  predicateType: 'https://slsa.dev/provenance/v1',
  predicate: {
    buildDefinition: {
      buildType: 'urn:cdktf-kafka:release:1',
      externalParameters: { command: 'npm run release' },
      internalParameters: {},
      resolvedDependencies: [
        { name: 'source', digest: { gitCommit: commit } },
        { name: 'package-lock.json', digest: { sha256: lockFile } },
      ],
    },
    runDetails: {
      builder: { id: builder, version: tools },
      metadata: { startedOn: startedOn.toISOString(), finishedOn: finishedOn.toISOString() },
    },
  },
});
