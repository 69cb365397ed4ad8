import { provenanceOf } from '../../../../scripts/release/provenance';

test('the provenance of a packed file names its digests, the commit, the lock file and who has made it', () => {
  const statement = provenanceOf({
    file: 'cdktf-kafka-0.1.0.tgz',
    digests: { sha256: 'aa' },
    commit: 'c0ffee',
    lockFile: 'bb',
    builder: 'https://example.org/pipeline/7',
    tools: { node: 'v20.20.2' },
    startedOn: new Date('2026-03-01T12:00:00Z'),
    finishedOn: new Date('2026-03-01T12:01:00Z'),
  });
  expect(statement).toMatchObject({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'cdktf-kafka-0.1.0.tgz', digest: { sha256: 'aa' } }],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: { resolvedDependencies: [{ digest: { gitCommit: 'c0ffee' } }, { digest: { sha256: 'bb' } }] },
      runDetails: { builder: { id: 'https://example.org/pipeline/7' } },
    },
  });
});
