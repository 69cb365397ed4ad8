import { CHECKS, checksFor } from '../../../../proof/checks';
import type { MetadataProof } from '../../../../proof/metadata/metadata-proof';
import { METADATA_PROOFS, metadataProofOf } from '../../../../proof/metadata/metadata-proofs';
import { manifest } from '../../fixtures/manifest';

const ledger: MetadataProof = {
  kind: 'ledger',
  checks: [],
  ports: [7000],
  attempts: () => Promise.resolve([]),
  awaitServing: () => Promise.resolve(true),
  leader: () => Promise.resolve(undefined),
};
const withLedger = { ...manifest, metadata: { ...manifest.metadata, kind: 'ledger' } };

describe('what the proof knows of a metadata store', () => {
  test('is found by its kind, also that of one more', () => {
    expect(metadataProofOf(manifest).checks.map(({ name }) => name)).toEqual(['zookeeper']);
    expect(metadataProofOf(withLedger, [...METADATA_PROOFS, ledger])).toBe(ledger);
  });

  test('has kinds that differ', () => {
    expect(new Set(METADATA_PROOFS.map(({ kind }) => kind)).size).toBe(METADATA_PROOFS.length);
  });

  test('fails when the store is none that it knows', () => {
    expect(() => checksFor(withLedger)).toThrow(
      '[MetadataKindUnknown] cluster kafka: metadata must be kept in one of zookeeper, kraft, got ledger;',
    );
  });

  test('fails while the metadata are on their way, and finds them where they have come to', () => {
    const on = (kind: string, phase: string) => ({
      ...manifest,
      metadata: { ...manifest.metadata, kind, migration: { phase, at: '', brokers: 'kraft' as const } },
    });
    expect(() => checksFor(on('migration', 'dualWrite'))).toThrow('[MetadataOnTheWay] cluster kafka: ');
    expect(metadataProofOf(on('kraft', 'retire')).kind).toBe('kraft');
  });

  test('brings its checks, in their place among the others, and none of another store', () => {
    const names = (kind: string): readonly string[] =>
      checksFor({ ...manifest, metadata: { ...manifest.metadata, kind } }).map(({ name }) => name);
    const all = CHECKS.map(({ name }) => name).filter((name) => name !== 'host');
    expect(names('zookeeper')).toEqual(all.filter((name) => name !== 'quorum'));
    expect(names('kraft')).toEqual(all.filter((name) => name !== 'zookeeper'));
  });
});
