import definitions from '../../../../model/settings/generated/definitions.json';
import { SettingDefinitions } from '../../../../model/settings/setting-definitions';
import { KafkaVersion } from '../../../../model/units/version';
import { renderProperties } from '../../../../model/formats/properties';
import { brokerProperties } from '../../../../model/files/broker-properties';
import { brokerFile, configurationFiles } from '../../../../model/files/server-files';
import { first, modelOf, smallModel } from '../../fixtures/cluster';

test('a broker’s file is this, whole', () => {
  const model = smallModel();
  expect(renderProperties(brokerProperties(model, first(model.brokers)))).toMatchSnapshot();
});

test('a ZooKeeper node’s file is this, whole', () => {
  const model = modelOf();
  expect(first(model.store.servers(model)).file.content).toMatchSnapshot();
});

test('no plaintext port or protocol is in any file', () => {
  const files = configurationFiles(modelOf());
  expect(files).toHaveLength(9);
  for (const { content } of files) {
    expect(content).not.toMatch(/PLAINTEXT|\bclientPort=|insecure|allow\.everyone\.if\.no\.acl\.found=true/);
  }
});

test('no password is in any file, only where it is read from', () => {
  for (const { content } of configurationFiles(modelOf())) {
    for (const line of content.split('\n').filter((line) => /password/i.test(line))) {
      expect(line).toMatch(/=\$\{file:|passwordPath=/i);
    }
  }
});

test('a file’s name changes with its content, so that its container is replaced', () => {
  const before = modelOf();
  const after = modelOf({ brokerProperties: { 'num.network.threads': 5 } });
  expect(brokerFile(after, first(after.brokers)).name).not.toBe(brokerFile(before, first(before.brokers)).name);
});

test('every broker has its own id, addresses and rack', () => {
  const model = modelOf();
  const ids = model.brokers.map((broker) => brokerProperties(model, broker));
  for (const key of ['broker.id', 'broker.rack', 'listeners', 'advertised.listeners']) {
    expect(new Set(ids.map((properties) => properties[key])).size).toBe(3);
  }
});

const lines = definitions.lines.filter((line) => KafkaVersion.of(`${line}.0`).supportsZooKeeper);

test.each(lines)('a broker of Kafka %s knows and takes every property that is written for it', (line) => {
  const version = KafkaVersion.of(`${line}.0`);
  const model = modelOf({ version });
  const properties = brokerProperties(model, first(model.brokers));
  expect(SettingDefinitions.of(version).brokerViolations('Kafka', properties)).toEqual([]);
});

test('a rack is what it was called to Java, which reads ISO-8859-1', () => {
  const model = modelOf({ racks: { 1: 'Zürich-1' } });
  expect(renderProperties(brokerProperties(model, first(model.brokers)))).toContain('\nbroker.rack=Z\\u00fcrich-1\n');
});
