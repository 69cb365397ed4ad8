import { randomBytes } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { KafkaConfig } from 'kafkajs';
import { CLIENT_FILES } from '../model/names/paths';
import { OperationError } from '../model/violation';
import { parseConf, readCredentials } from '../runtime/credentials/client-conf';
import { userUnknown } from '../runtime/credentials/fetch';
import { withAdmin } from '../runtime/kafka/kafka-admin';
import { clientFolder, connectionWith, kafkaWith } from '../runtime/kafka/kafka-client';
import type { TestTopicProps } from './test-kafka-props';

/** How one user comes in, for each kind of client. */
export interface TestKafkaUser {
  /** Its name. */
  readonly name: string;
  /** For kafkajs: `new Kafka(user.kafkajs)`. */
  readonly kafkajs: KafkaConfig;
  /** For node-rdkafka, \@confluentinc/kafka-javascript, and whatever else stands on librdkafka. */
  readonly librdkafka: Readonly<Record<string, string>>;
  /** Path of the `client.properties` that Kafka's own tools and Java programs read. */
  readonly properties: string;
  /** Folder of all of its files; only its owner reads them. */
  readonly folder: string;
}

/** A running test cluster. */
export class TestKafka {
  /** @internal */
  public static async of(cluster: RunningCluster): Promise<TestKafka> {
    const users = cluster.users.map(async (name): Promise<[string, TestKafkaUser]> => [
      name,
      await userIn(clientFolder(cluster.clients, name), name),
    ]);
    return new TestKafka(cluster, new Map(await Promise.all(users)));
  }

  private constructor(
    private readonly cluster: RunningCluster,
    private readonly users: ReadonlyMap<string, TestKafkaUser>,
  ) {}

  /** The cluster's name, which its containers begin with. */
  public get name(): string {
    return this.cluster.name;
  }

  /** Whether it ran already when it was asked for. */
  public get reused(): boolean {
    return this.cluster.reused;
  }

  /** Who may do everything, by a certificate. */
  public get administrator(): TestKafkaUser {
    return this.user(this.cluster.administrator);
  }

  /**
   * A user that was declared.
   *
   * @throws OperationError `UserUnknown`
   */
  public user(name: string): TestKafkaUser {
    const user = this.users.get(name);
    if (user === undefined) {
      throw new OperationError(userUnknown(name, this.name, this.users.keys()));
    }
    return user;
  }

  /**
   * Makes a topic that nobody else has: its name begins as asked, and ends with something of its own. So suites that share a cluster
   * see nothing of each other. Users may use it whose rights are on names that begin so.
   *
   * @returns its name
   */
  public async createTopic(prefix: string, { partitions = 1, config = {} }: TestTopicProps = {}): Promise<string> {
    const topic = `${prefix}${randomBytes(6).toString('hex')}`;
    const credentials = await readCredentials(path.join(this.administrator.folder, CLIENT_FILES.kcat));
    await withAdmin(kafkaWith(credentials), (admin) =>
      admin.createTopics({
        waitForLeaders: true,
        topics: [
          {
            topic,
            numPartitions: partitions,
            configEntries: Object.entries(config).map(([name, value]) => ({ name, value: String(value) })),
          },
        ],
      }),
    );
    return topic;
  }

  /** Ends its use: a cluster that others may use goes on, and one that is nobody else's is removed. */
  public async stop(): Promise<void> {
    if (!this.cluster.reusable) {
      await this.remove();
    }
  }

  /** Removes it, whoever uses it: containers, volumes, networks and its users' files. */
  public async remove(): Promise<void> {
    await this.cluster.remove();
  }
}

/** What a handle stands on. @internal */
export interface RunningCluster {
  readonly name: string;
  readonly reused: boolean;
  readonly reusable: boolean;
  readonly clients: string;
  readonly users: readonly string[];
  readonly administrator: string;
  remove(): Promise<void>;
}

async function userIn(folder: string, name: string): Promise<TestKafkaUser> {
  const file = path.join(folder, CLIENT_FILES.kcat);
  const properties = path.join(folder, CLIENT_FILES.properties);
  const [credentials, conf] = await Promise.all([readCredentials(file), readFile(file, 'utf8'), access(properties)]);
  return {
    name,
    folder,
    kafkajs: connectionWith(credentials),
    librdkafka: Object.fromEntries(parseConf(conf)),
    properties,
  };
}
