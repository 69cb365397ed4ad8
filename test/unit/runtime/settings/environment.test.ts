import { ValidationError } from '../../../../model/violation';
import { readEnvironment, readVariable } from '../../../../runtime/settings/environment';

function violationsOf(environment: NodeJS.ProcessEnv): readonly string[] {
  try {
    readEnvironment(environment);
  } catch (error) {
    return error instanceof ValidationError ? error.message.split('\n') : [String(error)];
  }
  return [];
}

describe('the environment', () => {
  test('may say nothing', () => {
    expect(readEnvironment({})).toEqual({
      KAFKA_CLUSTER: 'kafka',
      KAFKA_METADATA: 'zookeeper',
      KAFKA_VERSION: '3.9.2',
      KAFKA_SCRAM_PORT: 19_092,
      KAFKA_MTLS_PORT: 19_192,
      KAFKA_CONSOLE: 'on',
      KAFKA_DATA: 'retain',
      KAFKA_STATE: 'local',
      KAFKA_MONITORING: 'on',
    });
  });

  test('may say everything', () => {
    expect(
      readEnvironment({
        KAFKA_CLUSTER: 'dev2',
        KAFKA_METADATA: 'kraft',
        KAFKA_METADATA_VERSION: '3.9.6',
        KAFKA_VERSION: '3.8.1',
        KAFKA_DOWNGRADE: '3.8.1,3.9.5',
        KAFKA_SCRAM_PORT: '29092',
        KAFKA_MTLS_PORT: '29192',
        KAFKA_CONSOLE: 'off',
        KAFKA_CONSOLE_PORT: '1',
        KAFKA_DATA: 'destroy',
        KAFKA_STATE: 's3://states/teams/kafka',
        KAFKA_MONITORING: 'off',
        KAFKA_PROMETHEUS_PORT: '65535',
        KAFKA_GRAFANA_PORT: '3001',
        KAFKA_GRAFANA_IMAGE: 'registry.example:5000/grafana@sha256:0af1',
        KAFKA_GATE: 'open',
        KAFKA_CLIENTS: 'later',
        CDKTF_KAFKA_IMAGES: 'local',
        CDKTF_KAFKA_CACHE: '/var/cache/kafka files',
        PATH: '/bin',
      }),
    ).toEqual({
      KAFKA_CLUSTER: 'dev2',
      KAFKA_METADATA: 'kraft',
      KAFKA_METADATA_VERSION: '3.9.6',
      KAFKA_VERSION: '3.8.1',
      KAFKA_DOWNGRADE: ['3.8.1', '3.9.5'],
      KAFKA_SCRAM_PORT: 29_092,
      KAFKA_MTLS_PORT: 29_192,
      KAFKA_CONSOLE: 'off',
      KAFKA_CONSOLE_PORT: 1,
      KAFKA_DATA: 'destroy',
      KAFKA_STATE: 's3://states/teams/kafka',
      KAFKA_MONITORING: 'off',
      KAFKA_PROMETHEUS_PORT: 65_535,
      KAFKA_GRAFANA_PORT: 3001,
      KAFKA_GRAFANA_IMAGE: 'registry.example:5000/grafana@sha256:0af1',
      KAFKA_GATE: 'open',
      KAFKA_CLIENTS: 'later',
      CDKTF_KAFKA_IMAGES: 'local',
      CDKTF_KAFKA_CACHE: '/var/cache/kafka files',
    });
  });

  test('fails for a word that means nothing, and names the variable, the words, the value and the way out', () => {
    expect(violationsOf({ KAFKA_CONSOLE: 'false' })).toEqual([
      '[SettingIllegal] KAFKA_CONSOLE: must be on or off, got false; correct it, or take it away: then there is a console',
    ]);
  });

  test.each([
    ['KAFKA_CONSOLE', ['', 'OFF', 'On', ' off', 'true', '0'], 'must be on or off'],
    ['KAFKA_MONITORING', ['', 'no', 'off '], 'must be on or off'],
    ['KAFKA_DATA', ['', 'keep', 'Destroy', 'destroy\n'], 'must be retain or destroy'],
    ...['KAFKA_VERSION', 'KAFKA_METADATA_VERSION'].map(
      (name) => [name, ['', '3.9', 'v3.9.2', '3.9.2-rc1', '3.9.2\n', 'latest'], 'must be MAJOR.MINOR.PATCH'] as const,
    ),
    [
      'KAFKA_DOWNGRADE',
      ['', 'yes', '3.9', '3.9.1,', '3.9.1, 3.9.5', '3.9.1\n'],
      'must be versions, MAJOR.MINOR.PATCH, with commas between them',
    ],
    ['KAFKA_GATE', ['', 'closed', 'OPEN'], 'must be open'],
    ['KAFKA_CLIENTS', ['', 'now', 'Later'], 'must be later'],
    ['CDKTF_KAFKA_IMAGES', ['', 'remote', 'Local'], 'must be official or local'],
    ['CDKTF_KAFKA_CACHE', ['', 'a\0b'], 'must be a folder'],
    ['KAFKA_GRAFANA_IMAGE', ['', 'two words', 'a;b', '$(x)', 'a\nb'], 'must be the name of an image'],
    ...['KAFKA_SCRAM_PORT', 'KAFKA_MTLS_PORT', 'KAFKA_CONSOLE_PORT', 'KAFKA_PROMETHEUS_PORT', 'KAFKA_GRAFANA_PORT'].map(
      (name) =>
        [
          name,
          [
            '',
            ' ',
            '0',
            '-1',
            '65536',
            '99999999999',
            '9092.5',
            '9e3',
            '0x2378',
            '9092 ',
            '９０９２',
            'http',
            'NaN',
            '9092\n',
          ],
          'must be a whole number from 1 to 65535',
        ] as const,
    ),
  ] as const)('fails for %s that is one of %j', (name, values, rule) => {
    for (const value of values) {
      expect({ value, violations: violationsOf({ [name]: value }) }).toEqual({
        value,
        violations: [expect.stringContaining(`[SettingIllegal] ${name}: ${rule}, got `)],
      });
    }
  });

  test.each(['', 'K', 'Bad_Name', '../etc', 'a b', 'kafka\n', 'x'.repeat(500)])(
    'fails for a cluster named %j',
    (name) => {
      expect(violationsOf({ KAFKA_CLUSTER: name })).toEqual([
        expect.stringContaining('[ClusterNameIllegal] KAFKA_CLUSTER: name must be'),
      ]);
    },
  );

  test('fails with everything that is wrong at once', () => {
    expect(
      violationsOf({ KAFKA_CLUSTER: '', KAFKA_CONSOLE: 'false', KAFKA_SCRAM_PORT: 'x', KAFKA_MONITORNIG: 'off' }),
    ).toHaveLength(4);
  });

  test.each([
    ['KAFKA_MONITORNIG', 'KAFKA_MONITORING'],
    ['KAFKA_CONSOL', 'KAFKA_CONSOLE'],
    ['KAFKA_SCRAM_PROT', 'KAFKA_SCRAM_PORT'],
    ['kafka_cluster', 'KAFKA_CLUSTER'],
    ['CDKTF_KAFKA_IMAGE', 'CDKTF_KAFKA_IMAGES'],
  ])('fails for %s, and asks whether %s was meant', (name, meant) => {
    expect(violationsOf({ [name]: 'secret' })).toEqual([
      `[SettingUnknown] ${name}: must be a variable that this package knows; write ${meant}, or take it away`,
    ]);
  });

  test('fails for any other name that begins like this package’s own, and lists those that there are', () => {
    expect(violationsOf({ CDKTF_KAFKA_PASSWORD: 'secret' })).toEqual([
      expect.stringMatching(
        /^\[SettingUnknown\] CDKTF_KAFKA_PASSWORD: .*; take it away; there are KAFKA_CLUSTER, .*CDKTF_KAFKA_CACHE$/,
      ),
    ]);
  });

  test('may have variables of Kafka’s own tools, and of whatever else', () => {
    const others = [
      'KAFKA_HEAP_OPTS',
      'KAFKA_OPTS',
      'KAFKA_HOME',
      'KAFKA_LOG4J_OPTS',
      'KAFKA_JMX_PORT',
      'KAFKA_PORT',
      'KAFKA',
    ];
    expect(
      violationsOf(Object.fromEntries([...others, 'constructor', '__proto__x'].map((name) => [name, 'x']))),
    ).toEqual([]);
  });

  test('is quoted in one short line', () => {
    const [line = ''] = violationsOf({ KAFKA_CONSOLE: `a\n${'b'.repeat(10_000)}` });
    expect(line).toContain(String.raw`got "a\nbbb`);
    expect(line.length).toBeLessThan(250);
  });
});

describe('one variable', () => {
  test('is read whatever the others say', () => {
    expect(readVariable('KAFKA_GATE', { KAFKA_GATE: 'open', KAFKA_CONSOLE: 'false' })).toBe('open');
    expect(readVariable('KAFKA_GATE', { KAFKA_CLUSTER: 'Not Ours' })).toBeUndefined();
  });

  test('fails for a word that means nothing', () => {
    expect(() => readVariable('KAFKA_GATE', { KAFKA_GATE: 'shut' })).toThrow(
      '[SettingIllegal] KAFKA_GATE: must be open, got shut',
    );
  });
});
