import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ClusterManifest } from '../../../../model/manifest/manifest';
import { LABELS } from '../../../../model/names/names';
import type { RecordedServer, RecordedServers } from '../../../../runtime/engine/lowered-version';
import { runningMetadataViolations } from '../../../../runtime/engine/metadata-software';
import { runningBrokerViolations } from '../../../../runtime/kafka/broker-software';

/** An engine that has no container any more. */
let engine: Server;
let manifest: ClusterManifest;
beforeAll(async () => {
  engine = createServer((_, response) => {
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"No such container"}');
  });
  await new Promise<void>((resolve) => {
    engine.listen(0, '127.0.0.1', resolve);
  });
  const { port } = engine.address() as AddressInfo;
  manifest = {
    ...{ name: 'kafka', engine: `tcp://127.0.0.1:${port}`, kafkaVersion: '3.8.1', interBrokerProtocol: '3.8' },
    brokers: [{ id: 1, container: 'kafka-broker-1' }],
    metadata: {
      ...{ name: 'ZooKeeper', version: '3.8.6', imageVersion: '3.8.6' },
      servers: [{ container: 'kafka-zookeeper-1' }],
    },
  } as unknown as ClusterManifest;
});
afterAll(async () => {
  await new Promise((resolve) => {
    engine.close(resolve);
  });
});

/** What a state says of servers that were made as these versions, and of one of another kind. */
const recorded =
  (kafka: string, zooKeeper: string): RecordedServers =>
  () =>
    Promise.resolve<readonly RecordedServer[]>([
      { name: 'kafka-broker-1', image: 'corp/kafka:prod', labels: { [LABELS.version]: kafka } },
      { name: 'kafka-zookeeper-1', image: `zookeeper:${zooKeeper}`, labels: {} },
      { name: 'kafka-console', image: 'console:1.0.0', labels: {} },
    ]);

test('fails to go back to an earlier version where all servers are gone, and the state tells what they had written with', async () => {
  await expect(runningBrokerViolations(manifest, recorded('3.9.2', '3.9.5'))).resolves.toMatchObject([
    { code: 'VersionLowered', subject: 'kafka-broker-1', value: '3.9.2 to be 3.8.1' },
  ]);
  await expect(runningMetadataViolations(manifest, recorded('3.9.2', '3.9.5'))).resolves.toMatchObject([
    { code: 'MetadataVersionLowered', subject: 'kafka-zookeeper-1', value: '3.9.5 to be 3.8.6' },
  ]);
});

test('servers that are gone come back as what is declared, where that is what they were or later', async () => {
  await expect(runningBrokerViolations(manifest, recorded('3.8.1', '3.8.6'))).resolves.toEqual([]);
  await expect(runningMetadataViolations(manifest, recorded('3.7.2', '3.8.5'))).resolves.toEqual([]);
  await expect(runningBrokerViolations(manifest)).resolves.toEqual([]);
});
