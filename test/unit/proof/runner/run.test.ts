import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import type { Admin, Kafka } from 'kafkajs';
import { CHECKS } from '../../../../proof/checks';
import { resultOf, type Check } from '../../../../proof/context/check';
import type { Report } from '../../../../proof/report/report';
import { runProof } from '../../../../proof/runner/run';
import { connectEngine } from '../../../../runtime/engine/engine';
import { removeLeftovers } from '../../../../proof/aftermath/leftovers';
import { holdProof } from '../../../../proof/aftermath/proof-mark';
import { administrator } from '../../../../runtime/kafka/kafka-admin';
import { manifest } from '../../fixtures/manifest';

jest.mock('../../../../runtime/credentials/fetch');
jest.mock('../../../../proof/aftermath/proof-mark');
jest.mock('../../../../proof/aftermath/leftovers');
jest.mock('../../../../runtime/engine/engine', () => ({
  ...jest.requireActual<object>('../../../../runtime/engine/engine'),
  connectEngine: jest.fn(),
  sweepHelpers: jest.fn(),
}));
jest.mock('../../../../runtime/kafka/kafka-admin', () => ({
  ...jest.requireActual<object>('../../../../runtime/kafka/kafka-admin'),
  administrator: jest.fn(),
}));

/** A check that nobody but this test knows: what it takes to add one is this, in a file, and its name in the list. */
const madeUp: Check = {
  name: 'made-up',
  promise: 'there is a broker',
  needs: [],
  claim: 'reads',
  run: ({ manifest: { brokers }, cleanup }) => {
    cleanup.push('the made-up check undone', () => {
      undone.push('made-up');
      return Promise.resolve();
    });
    return Promise.resolve(resultOf([], [`${brokers.length} brokers`], { brokers: brokers.length }));
  },
};
const undone: string[] = [];
const suite = [...CHECKS, madeUp];

describe('a check that is added to the list', () => {
  const outFolder = mkdtempSync(join(tmpdir(), 'proof-'));
  const proof = (options: Parameters<typeof runProof>[1]): Promise<Report> =>
    runProof(manifest, { outFolder, progress: false, seed: 7, ...options }, suite);

  beforeEach(() => {
    undone.length = 0;
    const container = { inspect: () => Promise.resolve({ Id: 'id', NetworkSettings: { Networks: {} } }) };
    const docker = { getContainer: () => container } as unknown as Docker;
    const admin: Partial<Admin> = {
      connect: () => Promise.resolve(),
      disconnect: () => Promise.resolve(),
    };
    jest.mocked(connectEngine).mockReturnValue(docker);
    jest.mocked(administrator).mockResolvedValue({ admin: () => admin } as unknown as Kafka);
    jest.mocked(removeLeftovers).mockResolvedValue([]);
    jest.mocked(holdProof).mockResolvedValue(() => Promise.resolve());
  });
  afterAll(() => {
    rmSync(outFolder, { recursive: true });
  });

  test('is chosen by its name, run with the context of every check, undone, and reported', async () => {
    const report = await proof({ only: ['made-up'] });
    expect(report).toMatchObject({
      verdict: 'pass',
      notUndone: [],
      checks: [{ name: 'made-up', verdict: 'pass', evidence: ['3 brokers'], figures: { brokers: 3 } }],
    });
    expect(undone).toEqual(['made-up']);
    const written = JSON.parse(readFileSync(join(outFolder, 'report.json'), 'utf8')) as { checks: { name: string }[] };
    expect(written.checks.map(({ name }) => name)).toEqual(['made-up']);
    for (const form of ['report.html', 'junit.xml']) {
      expect(readFileSync(join(outFolder, form), 'utf8')).toContain('there is a broker');
    }
  });

  test('is reported in its place in the list, and skipped by its name as every other one is', async () => {
    const report = await proof({ only: ['made-up', 'topics'], skip: ['made-up', 'topics'] });
    expect(report.verdict).toBe('unjudged');
    expect(report.checks.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['topics', 'skipped'],
      ['made-up', 'skipped'],
    ]);
  });

  test('fails to be found by its name where the list does not have it', async () => {
    await expect(runProof(manifest, { outFolder, only: ['made-up'] })).rejects.toThrow('[CheckUnknown] made-up');
  });
});
