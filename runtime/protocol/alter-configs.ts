import { type ByteReader, ByteWriter } from './bytes';
import type { FramedConnection } from './framed-connection';
import { nameOf, refuseWith } from './kafka-error';
import { exchange, type RequestKind } from './kafka-request';

/** Kafka's numbers of what may be configured. */
export const CONFIG_TYPES = { topic: 2, broker: 4, 'broker-logger': 8 } as const;
const SET = 0;
const REMOVE = 1;

/** What has a configuration: the name of a broker, or of its loggers, is its id. */
export interface ConfigResource {
  readonly type: keyof typeof CONFIG_TYPES;
  readonly name: string;
}

/** Kafka's `IncrementalAlterConfigs` (KIP-339). */
export const ALTER_CONFIGS: RequestKind = { key: 44, version: 1, flexible: true };

/** What becomes of something's settings: those without a value are taken away. */
export interface ConfigChange extends ConfigResource {
  readonly settings: Readonly<Record<string, string | undefined>>;
}

/** Takes settings away, or gives them a value; those of a broker only that broker changes. An empty name is the cluster's default. */
export function alterConfigs(changes: readonly ConfigChange[]): ByteWriter {
  const body = new ByteWriter();
  return body
    .compactArray(changes, ({ type, name, settings }) =>
      body
        .int8(CONFIG_TYPES[type])
        .compact(name)
        .compactArray(Object.entries(settings), ([key, value]) =>
          body
            .compact(key)
            .int8(value === undefined ? REMOVE : SET)
            .nullableCompact(value)
            .untagged(),
        )
        .untagged(),
    )
    .int8(0)
    .untagged();
}

/**
 * Changes settings by a broker that is connected to, as {@link alterConfigs} says.
 *
 * @throws Refused where one of them was not altered
 */
export async function changeConfigs(frames: FramedConnection, changes: readonly ConfigChange[]): Promise<void> {
  refuseUnaltered(await exchange(frames, 'cdktf-kafka', ALTER_CONFIGS, alterConfigs(changes)));
}

/** @throws Refused where one of them was not altered */
export function refuseUnaltered(answer: ByteReader): void {
  answer.skip(4).compactArray(() => {
    const error = nameOf(answer.int16());
    const message = answer.compactString();
    answer.skip(1).compactString();
    answer.tagged();
    refuseWith(error, message);
  });
}
