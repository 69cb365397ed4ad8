import type { Step } from '../../../../bootstrap/run-steps';
import { Early } from '../../../../cli/deployment/early';
import { keepSlowStarts } from '../../../../cli/deployment/slow-starts';
import { checkStandingCluster, seeStandingCluster } from '../../../../cli/deployment/standing-cluster';
import { synthesisSteps } from '../../../../cli/deployment/synthesis-steps';
import { preflight } from '../../../../cli/preflight';
import { OperationError } from '../../../../model/violation';
import { manifest } from '../../fixtures/manifest';

jest.mock('../../../../proof', () => ({ settleProofs: () => Promise.resolve([]) }));
jest.mock('../../../../cli/preflight', () => ({ preflight: jest.fn() }));
jest.mock('../../../../cli/deployment/engine-advice', () => ({ engineAdvice: () => Promise.resolve([]) }));
jest.mock('../../../../cli/deployment/slow-starts', () => ({ keepSlowStarts: jest.fn() }));
jest.mock('../../../../cli/deployment/standing-cluster', () => ({
  checkStandingCluster: jest.fn(),
  seeStandingCluster: jest.fn(() => Promise.resolve({})),
}));

const clear = jest.fn(() => Promise.resolve());
const onChange = jest.fn();
const onFound = jest.fn(() => Promise.resolve());

beforeEach(() => {
  jest.clearAllMocks();
  jest.mocked(keepSlowStarts).mockResolvedValue([]);
  jest.mocked(preflight).mockResolvedValue({ left: ['kafka-broker-3'], clear, found: {} as never, moved: [] });
});

/** The last two steps, which look at what stands. */
async function look(): Promise<string> {
  const workspace = { manifest: () => Promise.resolve(manifest), clients: 'clients' } as never;
  const steps: readonly Step[] = synthesisSteps(workspace, [], {
    ...{ clear: true, early: new Early(), onChange, onFound },
    onUpgrade: () => undefined,
  });
  const said: string[] = [];
  for (const { run } of steps.slice(-2)) {
    said.push((await run(() => undefined)) ?? '');
  }
  return said.join('\n');
}

test('what an interrupted deployment left behind goes when nothing is refused any more, and plans are made anew', async () => {
  jest.mocked(checkStandingCluster).mockResolvedValue([]);
  expect(await look()).toBe('passed\nremoved kafka-broker-3, left by an interrupted run');
  expect(clear).toHaveBeenCalledTimes(1);
  expect(onChange).toHaveBeenCalledTimes(1);
});

test('what stands is looked at when plans leave time for it', async () => {
  jest.mocked(checkStandingCluster).mockResolvedValue([]);
  const happened: string[] = [];
  jest.mocked(seeStandingCluster).mockImplementationOnce(() => {
    happened.push('looked');
    return Promise.resolve({} as never);
  });
  onFound.mockImplementationOnce(async () => {
    happened.push('planning');
    await new Promise(setImmediate);
    happened.push('time for it');
  });
  await look();
  expect(happened).toEqual(['planning', 'time for it', 'looked']);
});

test('fails for what does not fit what stands, and has touched nothing of what was left behind', async () => {
  const refused = {
    code: 'VersionLowered',
    subject: 'kafka-broker-1',
    rule: 'must not',
    remedy: 'no server was touched',
  };
  jest.mocked(checkStandingCluster).mockRejectedValue(new OperationError(refused));
  await expect(look()).rejects.toThrow('no server was touched');
  expect(clear).not.toHaveBeenCalled();
});

test('servers that go to another host are worked out once, and those that are there already need no leave to begin empty', async () => {
  const moved = ([1, 2] as const).map((id) => ({
    ...{ kind: 'brokers' as const, id, container: `kafka-broker-${id}`, isThere: id === 1 },
    ...{ from: { address: 'a' }, to: { address: 'b' } },
  }));
  jest.mocked(preflight).mockResolvedValue({ left: [], clear, found: {} as never, moved });
  jest.mocked(checkStandingCluster).mockResolvedValue([]);
  await look();
  expect(onFound).toHaveBeenCalledWith(expect.objectContaining({ found: {}, moved }), manifest);
  expect(jest.mocked(checkStandingCluster).mock.calls[0]?.[3]).toEqual({ go: true, moved: ['kafka-broker-2'] });
});
