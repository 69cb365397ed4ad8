import { exposureAdvice, limitAdvice } from '../../../../cli/deployment/engine-advice';

const codes = (
  version: string,
  { platform = 'Docker Engine - Community', system = 'Debian GNU/Linux 12' } = {},
): readonly string[] => exposureAdvice({ version, platform, system }).map(({ code }) => code);

describe('A Docker engine', () => {
  test.each(['20.10.24+dfsg1', '27.5.1', '26.1.5'])(
    'is warned about when neighbours reach its ports on 127.0.0.1: %s',
    (version) => {
      expect(codes(version)).toEqual(['EngineExposesLoopback']);
    },
  );

  test.each(['28.0.0', '28.3.3', '29.1.0-rc.1', 'dev'])('is not when they don’t, or nobody can tell: %s', (version) => {
    expect(codes(version)).toEqual([]);
  });

  test('is not when it is another one, or runs where no other machine comes', () => {
    expect(codes('4.3.1', { platform: 'linux/amd64/debian-12 Podman Engine' })).toEqual([]);
    expect(codes('27.5.1', { system: 'Docker Desktop' })).toEqual([]);
  });
});

test.each([
  [{ MemoryLimit: true, SwapLimit: true }, []],
  // Not an engine that says.
  [{}, []],
  [{ MemoryLimit: true, SwapLimit: false }, ['no swap limit']],
  [{ MemoryLimit: false, SwapLimit: false }, ['no memory limit']],
])('an engine with %j is warned about by what it doesn’t limit', (limits, values) => {
  expect(limitAdvice(limits).map(({ value }) => value)).toEqual(values);
});
