import { prepareUpgrade, upgradeLines, upgradeUnfinished } from '../../../../cli/deployment/upgrade';
import { synthesize } from '../../../../cli/synthesize';
import { nextUpgradeRoll } from '../../../../runtime/kafka/broker-software';
import type { UpgradeRoll } from '../../../../runtime/kafka/version-change';
import { manifest } from '../../fixtures/manifest';

jest.mock('../../../../cli/synthesize', () => ({ synthesize: jest.fn() }));
jest.mock('../../../../runtime/kafka/broker-software', () => ({ nextUpgradeRoll: jest.fn() }));

const first: UpgradeRoll = {
  kind: 'software',
  versions: { from: '3.8.1', to: '3.9.2' },
  protocols: { from: '3.8', to: '3.9' },
};
const second: UpgradeRoll = { ...first, kind: 'protocol', versions: { from: '3.9.2', to: '3.9.2' } };
const workspace = { manifest: () => Promise.resolve(manifest) } as never;

beforeEach(() => {
  jest.mocked(synthesize).mockClear();
});

test('the first roll of an upgrade is synthesized with the protocol that brokers speak', async () => {
  jest.mocked(nextUpgradeRoll).mockResolvedValue(first);
  await expect(prepareUpgrade(workspace)).resolves.toBe(first);
  expect(synthesize).toHaveBeenCalledWith(workspace, { keptProtocol: '3.8' });
});

test.each([second, undefined])('nothing else is synthesized once more: %j', async (roll) => {
  jest.mocked(nextUpgradeRoll).mockResolvedValue(roll);
  await expect(prepareUpgrade(workspace)).resolves.toBe(roll);
  expect(synthesize).not.toHaveBeenCalled();
});

test('what can’t be undone is said before both rolls, and before the first one how to stop in between', () => {
  const [before, then] = [upgradeLines(first).join('\n'), upgradeLines(second).join('\n')];
  expect(before).toContain('Kafka 3.8.1 becomes 3.9.2 in two rolls');
  expect(before).toContain('can’t be undone');
  expect(before).toContain("brokerProperties: { 'inter.broker.protocol.version': '3.8' }");
  expect(then).toMatch(/to speak protocol 3\.9 and no longer 3\.8\. This can’t be undone/);
  expect(upgradeLines(undefined)).toEqual([]);
});

test('fails to raise the protocol when a broker has gone since the first roll', () => {
  expect(upgradeUnfinished('kafka', first).message).toContain(
    '[UpgradeUnfinished] cluster kafka: every broker must be up',
  );
});
