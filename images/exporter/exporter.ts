/**
 * Serves consumer groups' lag, topics' offsets, when the certificates that brokers serve expire, and those that the keytool
 * step has issued to others, in Prometheus' text format. Names and labels of Kafka's metrics are those of
 * danielqsj/kafka_exporter, so that rules and dashboards for either serve both.
 */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { connect } from 'node:tls';
import { type Admin, type ITopicMetadata, Kafka, logLevel } from 'kafkajs';

const loadModule = createRequire(__filename);

const setting = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) {
    throw new Error(`${name} must be set`);
  }
  return value;
};

const list = (name: string): readonly string[] =>
  setting(name)
    .split(',')
    .filter((each) => each !== '');
const hostAndPort = (address: string): { readonly host: string; readonly port: number } => {
  const at = address.lastIndexOf(':');
  return { host: address.slice(0, at), port: Number(address.slice(at + 1)) };
};

type Labels = Readonly<Record<string, string | number>>;

/** One answer: samples by metric, in order of their first appearance. */
class Samples {
  private readonly lines = new Map<string, string[]>();

  public add(name: string, value: number, labels: Labels = {}): void {
    const text = Object.entries(labels)
      .map(([label, each]) => `${label}="${String(each).replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')}"`)
      .join(',');
    const lines = this.lines.get(name) ?? [`# TYPE ${name} gauge`];
    lines.push(`${name}{${text}} ${value}`);
    this.lines.set(name, lines);
  }

  public toString(): string {
    return [...this.lines.values()].map((lines) => `${lines.join('\n')}\n`).join('');
  }
}

const fileOf = (file: string): string => path.join(setting('IDENTITY'), setting(file));

const kafka = new Kafka({
  clientId: 'exporter',
  brokers: [...list('BOOTSTRAP_SERVERS')],
  ssl: {
    ca: [readFileSync(fileOf('AUTHORITY'))],
    pfx: readFileSync(fileOf('KEYSTORE')),
    passphrase: readFileSync(fileOf('KEYSTORE_PASSWORD'), 'utf8').trim(),
  },
  connectionTimeout: 3_000,
  requestTimeout: 5_000,
  retry: { retries: 1, initialRetryTime: 100 },
  logLevel: logLevel.ERROR,
});

/**
 * kafkajs takes no answer of which one topic has an error: one that is just being deleted, or a partition without a leader. All others
 * are to be watched then, too. It looks this function up at each answer.
 */
for (const version of [0, 1, 2, 3, 4, 5, 6]) {
  const answer = loadModule(`kafkajs/src/protocol/requests/metadata/v${version}/response`) as Answer;
  answer.parse = (decoded) => Promise.resolve(decoded);
}

interface Answer {
  parse: (decoded: unknown) => Promise<unknown>;
}

/** Partitions' ends by topic, for the lag of groups. */
type Ends = ReadonlyMap<string, ReadonlyMap<number, number>>;

async function topics(admin: Admin, found: readonly ITopicMetadata[], samples: Samples): Promise<Ends> {
  const ends = await Promise.all(
    found.map(async ({ name: topic, partitions }) => {
      samples.add('kafka_topic_partitions', partitions.length, { topic });
      for (const { partitionId: partition, leader, replicas, isr } of partitions) {
        const labels = { topic, partition };
        samples.add('kafka_topic_partition_leader', leader, labels);
        samples.add('kafka_topic_partition_leader_is_preferred', leader === replicas[0] ? 1 : 0, labels);
        samples.add('kafka_topic_partition_replicas', replicas.length, labels);
        samples.add('kafka_topic_partition_in_sync_replica', isr.length, labels);
        samples.add('kafka_topic_partition_under_replicated_partition', isr.length < replicas.length ? 1 : 0, labels);
      }
      // Without a leader, or when it is just being deleted, a topic has no offsets to tell.
      const isLed = partitions.length > 0 && partitions.every(({ leader }) => leader >= 0);
      const offsets = isLed ? await admin.fetchTopicOffsets(topic).catch(() => []) : [];
      for (const { partition, high, low } of offsets) {
        samples.add('kafka_topic_partition_current_offset', Number(high), { topic, partition });
        samples.add('kafka_topic_partition_oldest_offset', Number(low), { topic, partition });
      }
      return [topic, new Map(offsets.map(({ partition, high }) => [partition, Number(high)]))] as const;
    }),
  );
  return new Map(ends);
}

async function groups(admin: Admin, ends: Ends, samples: Samples): Promise<void> {
  const ids = (await admin.listGroups()).groups.map(({ groupId }) => groupId);
  if (ids.length === 0) {
    return;
  }
  const described = await admin.describeGroups(ids);
  for (const { groupId, members } of described.groups) {
    samples.add('kafka_consumergroup_members', members.length, { consumergroup: groupId });
  }
  await Promise.all(
    ids.map(async (consumergroup) => {
      for (const { topic, partitions } of await admin.fetchOffsets({ groupId: consumergroup })) {
        let lagSum = 0;
        let offsetSum = 0;
        for (const { partition, offset } of partitions) {
          const committed = Number(offset);
          const end = ends.get(topic)?.get(partition);
          if (committed < 0 || end === undefined) {
            continue;
          }
          const labels = { consumergroup, topic, partition };
          const lag = Math.max(0, end - committed);
          samples.add('kafka_consumergroup_current_offset', committed, labels);
          samples.add('kafka_consumergroup_lag', lag, labels);
          lagSum += lag;
          offsetSum += committed;
        }
        samples.add('kafka_consumergroup_current_offset_sum', offsetSum, { consumergroup, topic });
        samples.add('kafka_consumergroup_lag_sum', lagSum, { consumergroup, topic });
      }
    }),
  );
}

/** When the certificate that is served at the address ends: as served, whoever signed it and whether it has ended. */
function expiry(address: string): Promise<number> {
  const { host, port } = hostAndPort(address);
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, servername: host, rejectUnauthorized: false, timeout: 3_000 });
    socket.once('secureConnect', () => {
      const { valid_to: end } = socket.getPeerCertificate();
      socket.destroy();
      resolve(Date.parse(end) / 1000);
    });
    socket.once('timeout', () => socket.destroy(new Error('no answer')));
    socket.on('error', reject);
  });
}

async function certificates(samples: Samples): Promise<void> {
  await Promise.all(
    list('CERTIFICATES_OF').map(async (address) => {
      try {
        samples.add('kafka_certificate_expiry_timestamp_seconds', await expiry(address), { address });
      } catch {
        // A broker that is down serves none; that it is down is told by its own target.
      }
    }),
  );
}

/** As the keytool step has written down: certificates that nobody serves to this process, such as ZooKeeper's. */
function issued(samples: Samples): void {
  const lines = readFileSync(fileOf('ENDS'), 'utf8').split('\n');
  for (const [kind, name = '', what] of lines.map((line) => line.split('\t'))) {
    if (what === undefined) {
      continue;
    }
    const [identity, end] =
      kind === 'authority'
        ? [`authority ${name}`, Date.parse(new X509Certificate(Buffer.from(what, 'base64')).validTo) / 1000]
        : [name, Number(what)];
    samples.add('kafka_certificate_expiry_timestamp_seconds', end, { identity });
  }
}

/** Kafka's part, over one connection that is made anew after a failure. */
let connected: Promise<Admin> | undefined;
/** Topics whose offsets the connected client was asked for. */
let asked: ReadonlySet<string> = new Set();

async function admin(): Promise<Admin> {
  connected ??= (async () => {
    const client = kafka.admin();
    await client.connect();
    return client;
  })();
  return connected;
}

function disconnect(): void {
  connected?.then((client) => client.disconnect()).catch(() => undefined);
  connected = undefined;
}

/**
 * All topics, and a client to ask about them. One of kafkajs keeps in mind every topic whose offsets it was asked for: another one takes its
 * place once one of them is gone.
 */
async function topicsNow(): Promise<{ readonly client: Admin; readonly found: readonly ITopicMetadata[] }> {
  const { topics: found } = await (await admin()).fetchTopicMetadata();
  const names = new Set(found.map(({ name }) => name));
  if ([...asked].some((topic) => !names.has(topic))) {
    disconnect();
  }
  asked = names;
  return { client: await admin(), found };
}

async function collect(): Promise<string> {
  const samples = new Samples();
  const ofCertificates = certificates(samples);
  try {
    const { client, found } = await topicsNow();
    const { brokers } = await client.describeCluster();
    samples.add('kafka_brokers', brokers.length);
    for (const { nodeId, host, port } of brokers) {
      samples.add('kafka_broker_info', 1, { id: nodeId, address: `${host}:${port}` });
    }
    await groups(client, await topics(client, found, samples), samples);
    samples.add('kafka_exporter_up', 1);
  } catch (error) {
    disconnect();
    process.stderr.write(`Kafka does not answer: ${error instanceof Error ? error.message : String(error)}\n`);
    samples.add('kafka_exporter_up', 0);
  }
  await ofCertificates;
  issued(samples);
  return samples.toString();
}

/** The look that goes on: who asks meanwhile, as on a busy machine, gets its answer. Two at once would take each other's client away. */
let looking: Promise<string> | undefined;

function look(): Promise<string> {
  looking ??= collect().finally(() => {
    looking = undefined;
  });
  return looking;
}

const { host, port } = hostAndPort(setting('LISTEN'));
createServer((request, response) => {
  if (request.url !== '/metrics') {
    response.writeHead(404).end();
    return;
  }
  look().then(
    (text) => response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text),
    (error: unknown) => response.writeHead(500).end(String(error)),
  );
}).listen(port, host);
process.once('SIGTERM', () => process.exit(0));
