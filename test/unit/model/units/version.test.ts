import { KafkaVersion, ZooKeeperVersion } from '../../../../constructs';
import { codesOf } from '../../fixtures/cluster';

describe('a version of Kafka', () => {
  test.each([
    ['3.3.0', true, false, false],
    ['3.7.2', true, false, false],
    ['3.8.0', true, true, false],
    ['3.9.2', true, true, false],
    ['4.0.0', false, true, true],
    ['4.4.0', false, true, true],
  ])(
    '%s says whether it runs with ZooKeeper, restricts the files of its configuration and logs by Log4j 2',
    (text, ...answers) => {
      const version = KafkaVersion.of(text);
      expect([version.supportsZooKeeper, version.restrictsConfigurationFiles, version.logsByLog4j2]).toEqual(answers);
      expect(version.toString()).toBe(text);
    },
  );

  test.each(['3.9', 'latest', '3.9.2-rc1', 'v3.9.2', '3.9.2+1', ''])('fails as %j', (text) => {
    expect(codesOf(() => KafkaVersion.of(text))).toEqual(['VersionIllegal']);
  });

  test.each(['2.8.2', '3.2.3'])('fails as %s, which is too old', (text) => {
    expect(codesOf(() => KafkaVersion.of(text))).toEqual(['VersionTooOld']);
  });
});

describe('a version of ZooKeeper', () => {
  test.each(['3.8.6', '3.8.7', '3.9.5', '3.10.0'])('is taken as %s', (text) => {
    expect(ZooKeeperVersion.of(text).toString()).toBe(text);
  });

  test('fails as what is no version', () => {
    expect(codesOf(() => ZooKeeperVersion.of('latest'))).toEqual(['VersionIllegal']);
  });

  test.each(['3.8.5', '3.7.9', '2.9.9', '3.9.0', '3.9.4'])('fails as %s, which logs passwords', (text) => {
    expect(codesOf(() => ZooKeeperVersion.of(text))).toEqual(['VersionTooOld']);
  });
});
