import { comingValues, featureSteps, valueLines } from '../../../../cli/deployment/features';
import { dueValues, settleFeatures } from '../../../../rollout/features';
import { manifest } from '../../fixtures/manifest';

jest.mock('../../../../rollout/features', () => ({
  ...jest.requireActual<object>('../../../../rollout/features'),
  dueValues: jest.fn(),
  settleFeatures: jest.fn(),
}));

const RISING = { 'metadata.version': 33, 'transaction.version': 2 };
const features = { line: '4.4', levels: RISING };
const quorum = { ...manifest, metadata: { ...manifest.metadata, features } };

test('what rises is said with its levels, and that it can’t be undone; the minimum, which can, is said apart', () => {
  expect(valueLines({})).toEqual([]);
  expect(valueLines(RISING).join(' ')).toMatch(/metadata\.version 33, transaction\.version 2\. This can’t be undone/);
  expect(valueLines({ 'kraft.version': 1 })[0]).toMatch(/^Before a server is replaced.*can’t be undone:$/);
  expect(valueLines({ 'min.insync.replicas': 1 }).join(' ')).not.toContain('undone');
});

test('nothing is said where no broker tells', async () => {
  jest.mocked(dueValues).mockRejectedValueOnce(new Error('no broker tells'));
  await expect(comingValues(quorum, 'clients')).resolves.toEqual({});
});

test('there is no step where features have no levels', () => {
  expect(featureSteps({ manifest, clients: 'clients' }, () => undefined)).toEqual([]);
});

test('a step has features rise, and says how far; what nobody has reviewed is handed on', async () => {
  const told: unknown[] = [];
  const run = async (settled: Awaited<ReturnType<typeof settleFeatures>>): Promise<unknown> => {
    jest.mocked(settleFeatures).mockResolvedValueOnce(settled);
    const steps = featureSteps({ manifest: quorum, clients: 'clients', reviewed: {} }, (...values) =>
      told.push(values),
    );
    return await steps[0]?.run(() => undefined);
  };
  expect(await run({ done: RISING, left: {} })).toBe('metadata.version 33, transaction.version 2');
  expect(await run({ done: {}, left: RISING })).toBe('nothing to do');
  expect(told).toEqual([
    [RISING, {}],
    [{}, RISING],
  ]);
});
