import { z } from 'zod';
import type { ClusterManifest } from '../../model/manifest/manifest';
import type { PartitionPlacement } from '../../model/moving/plan-moves';
import { Duration } from '../../model/units/duration';
import { OperationError } from '../../model/violation';
import { accessesOf } from '../../runtime/credentials/listener-choice';
import { removeContainer } from '../../runtime/engine/engine';
import { Engines } from '../../runtime/engine/engines';
import { parseJson } from '../../runtime/files/required-file';
import { administratorOf } from '../../runtime/kafka/kafka-admin';
import { standingAddresses } from '../../runtime/kafka/standing-brokers';
import { Toolbox } from '../../runtime/toolbox/toolbox';

/** Bytes of the largest copy of a partition, by `topic-partition`. */
export type PartitionSizes = ReadonlyMap<string, number>;

const logDirs = z.object({
  brokers: z.array(
    z.object({
      logDirs: z.array(z.object({ partitions: z.array(z.object({ partition: z.string(), size: z.number() })) })),
    }),
  ),
});

/** A tool is ended after this time; what it has asked of the brokers goes on. */
const WITHIN = Duration.seconds(120);
/** Seconds after which nobody uses a container with the tools any more, who has not been killed. */
const OUTLIVED = 600;
const FOLDER = '/opt/cdktf-kafka/moves';

/** Kafka's own tools that move partitions, as the administrator. */
export class KafkaTools {
  private files = 0;

  private constructor(
    private readonly toolbox: Toolbox,
    private readonly login: readonly string[],
    private readonly admin: readonly string[],
  ) {}

  /** Has them in a container for as long as the work takes. Whoever is killed leaves one that ends by itself. */
  public static async during<T>(
    manifest: ClusterManifest,
    clients: string,
    work: (tools: KafkaTools) => Promise<T>,
  ): Promise<T> {
    const engines = new Engines(manifest);
    await engines.sweepHelpers(manifest.name, { role: 'tools', olderThanSeconds: OUTLIVED });
    const name = administratorOf(manifest);
    const { scope, bootstrap: declared } = wayIn(manifest, name);
    const bootstrap = scope === 'published' ? await standingAddresses(manifest) : declared;
    const created: string[] = [];
    try {
      const toolbox = await Toolbox.start(
        {
          ...{ engines, engine: engines.own, manifest, clients, scope },
          ...{ role: 'tools', lifetimeSeconds: OUTLIVED, signal: new AbortController().signal },
        },
        (id) => created.push(id),
      );
      const file = await toolbox.propertiesOf(name);
      const server = ['--bootstrap-server', bootstrap.join(',')];
      return await work(
        new KafkaTools(toolbox, [...server, '--command-config', file], [...server, '--admin.config', file]),
      );
    } finally {
      await Promise.all(created.map((id) => removeContainer(engines.own, id)));
    }
  }

  /** How much there is of each partition. */
  public async sizes(topics: readonly string[]): Promise<PartitionSizes> {
    return sizesIn(
      await this.toolbox.kafka('kafka-log-dirs', [...this.login, '--describe', ...topicList(topics)], WITHIN),
    );
  }

  /**
   * Has the brokers move copies, and limits how fast; those that move already go on at that speed.
   *
   * @param throttle bytes a second, of each broker
   */
  public async execute(moves: readonly PartitionPlacement[], throttle: number): Promise<void> {
    await this.reassign(moves, ['--execute', '--additional', '--throttle', String(throttle)]);
  }

  /** Leaves copies where they are that move at this moment, and takes the limits of all moves away. */
  public async cancel(moves: readonly PartitionPlacement[]): Promise<void> {
    await this.reassign(moves, ['--cancel']);
  }

  /** Takes all limits away that moves of the partitions have had; they must have ended. */
  public async removeThrottles(moved: readonly PartitionPlacement[]): Promise<void> {
    await this.reassign(moved, ['--verify']);
  }

  /** Lets each partition be led by the first of its brokers again. */
  public async electPreferred(): Promise<void> {
    await this.toolbox.kafka(
      'kafka-leader-election',
      [...this.admin, '--election-type', 'preferred', '--all-topic-partitions'],
      WITHIN,
    );
  }

  private async reassign(placements: readonly PartitionPlacement[], action: readonly string[]): Promise<void> {
    const path = `${FOLDER}/${this.files++}.json`;
    await this.toolbox.put([{ path, content: reassignmentJson(placements) }]);
    await this.toolbox.kafka(
      'kafka-reassign-partitions',
      [...this.login, '--reassignment-json-file', path, ...action],
      WITHIN,
    );
  }
}

/** What `kafka-reassign-partitions` reads. */
export const reassignmentJson = (placements: readonly PartitionPlacement[]): string =>
  JSON.stringify({
    version: 1,
    partitions: placements.map(({ topic, partition, replicas }) => ({ topic, partition, replicas })),
  });

/** An argument holds 128 KiB: where the names are more than that, all topics are asked for. */
export function topicList(topics: readonly string[]): readonly string[] {
  const list = topics.join(',');
  return list.length < 100_000 ? ['--topic-list', list] : [];
}

/** What `kafka-log-dirs` tells, in the one of its lines that is JSON. */
export function sizesIn(output: string): PartitionSizes {
  const line = output.split('\n').find((each) => each.startsWith('{')) ?? '{"brokers":[]}';
  const sizes = new Map<string, number>();
  const partitions = logDirs
    .parse(parseJson(line))
    .brokers.flatMap((broker) => broker.logDirs.flatMap((folder) => folder.partitions));
  for (const { partition, size } of partitions) {
    sizes.set(partition, Math.max(size, sizes.get(partition) ?? 0));
  }
  return sizes;
}

/** By a listener inside the network, or else by a published one. */
function wayIn(
  manifest: ClusterManifest,
  name: string,
): { readonly scope: 'internal' | 'published'; readonly bootstrap: readonly string[] } {
  const user = manifest.users.find((candidate) => candidate.name === name);
  for (const scope of ['internal', 'published'] as const) {
    const access = user && accessesOf(manifest, user, scope)[0];
    if (access !== undefined) {
      return { scope, bootstrap: access.bootstrap };
    }
  }
  throw new OperationError({
    code: 'AdministratorOutside',
    subject: name,
    rule: 'must have a listener with Authentication.mutualTls(): Kafka’s tools come in there',
    remedy: 'declare one',
  });
}
