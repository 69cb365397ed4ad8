import { dynamicQuorumSteps } from '../../../../cli/deployment/quorum';
import { noteInConfiguration } from '../../../../cli/deployment/standing-cluster';
import { settleFeature } from '../../../../rollout/features';
import { usedFeatures } from '../../../../runtime/kafka/feature-changes';
import { manifest } from '../../fixtures/manifest';

jest.mock('../../../../cli/deployment/standing-cluster', () => ({ noteInConfiguration: jest.fn() }));
jest.mock('../../../../rollout/features', () => ({ settleFeature: jest.fn() }));
jest.mock('../../../../runtime/kafka/feature-changes', () => ({
  ...jest.requireActual<object>('../../../../runtime/kafka/feature-changes'),
  usedFeatures: jest.fn(),
}));

const dynamic = { ...manifest, metadata: { ...manifest.metadata, quorum: 'dynamic' as const } };
const run = async (...given: Parameters<typeof dynamicQuorumSteps>): Promise<unknown> =>
  await dynamicQuorumSteps(...given)[0]?.run(() => undefined);

beforeEach(() => {
  jest.resetAllMocks();
});

test('a quorum whose members stay is not asked to have them change', () => {
  expect(dynamicQuorumSteps(manifest, 'clients')).toEqual([]);
});

test('a quorum becomes dynamic, and servers are told so; it is asked no second time what it has', async () => {
  jest.mocked(settleFeature).mockResolvedValueOnce(true);
  await expect(run(dynamic, 'clients')).resolves.toBe('the quorum is dynamic');
  expect(noteInConfiguration).toHaveBeenCalledTimes(1);
  expect(usedFeatures).not.toHaveBeenCalled();
});

test('fails where the plans that were reviewed have nothing rise, and the quorum is not dynamic', async () => {
  jest.mocked(usedFeatures).mockResolvedValue({ 'kraft.version': 0 });
  await expect(run(dynamic, 'clients', {})).rejects.toThrow('[QuorumNotDynamic]');
  expect(settleFeature).not.toHaveBeenCalled();
  expect(noteInConfiguration).not.toHaveBeenCalled();
  jest.mocked(usedFeatures).mockResolvedValue({ 'kraft.version': 1 });
  await expect(run(dynamic, 'clients', {})).resolves.toBe('nothing to do');
});
