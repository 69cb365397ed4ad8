import { ByteWriter } from '../../runtime/protocol/bytes';
import { nameOf, refuse } from '../../runtime/protocol/kafka-error';
import { KafkaConnection } from './kafka-connection';
import { Refused } from '../../runtime/protocol/refused';

/** Kafka's numbers of what may be configured. */
const RESOURCES = { topic: 2, broker: 4, 'broker-logger': 8 } as const;
const SET = 0;
const REMOVE = 1;

/** What has a configuration: the name of a broker, or of its loggers, is its id. */
export interface ConfigResource {
  readonly type: keyof typeof RESOURCES;
  readonly name: string;
}

/** Where a value of a configuration comes from, by Kafka's numbers. */
export const CONFIG_SOURCES = { topic: 1, broker: 2, clusterDefault: 3, file: 4 } as const;

/** A place at which a setting has a value. */
export interface ConfigValue {
  readonly name: string;
  /** Absent where Kafka does not show it, being secret. */
  readonly value?: string;
  /** One of {@link CONFIG_SOURCES}, or another. */
  readonly source: number;
}

/** A setting: the value that holds, and every place at which it, or what it falls back to, has one. */
export interface ConfigEntry extends ConfigValue {
  readonly places: readonly ConfigValue[];
}

/** Whom a quota is for: types of Kafka's quota entities by their names, undefined for the default entity. */
export type QuotaSubject = readonly { readonly type: string; readonly name: string | undefined }[];

/** The limits of one entity, by Kafka's names. */
export interface DescribedQuota {
  readonly entity: QuotaSubject;
  readonly limits: Readonly<Record<string, number>>;
}

/** What an administrator asks a broker for and kafkajs does not know, or does not tell whole. */
export class AdminConnection extends KafkaConnection {
  /** Whole configurations; one of a broker only that broker tells. */
  public async configsOf(resources: readonly ConfigResource[]): Promise<ReadonlyMap<string, readonly ConfigEntry[]>> {
    const body = new ByteWriter();
    body
      .array(resources, ({ type, name }) => body.int8(RESOURCES[type]).string(name).int32(-1))
      // With every place at which a setting has a value.
      .int8(1);
    const answer = (await this.request('describeConfigs', body)).skip(4);
    const described = answer.array(() => {
      refuse(answer.int16());
      answer.nullableString();
      const name = answer.skip(1).string();
      const entries = answer.array((): ConfigEntry => {
        const [setting, value] = [answer.string(), answer.nullableString()];
        const source = answer.skip(1).int8();
        const places = answer.skip(1).array(() => {
          const [place, there] = [answer.string(), answer.nullableString()];
          return { name: place, value: there, source: answer.int8() };
        });
        return { name: setting, value, source, places };
      });
      return [name, entries] as const;
    });
    return new Map(described);
  }

  /** Takes settings away, or gives them a value; those of a broker only that broker changes. An empty name is the cluster's default. */
  public async alterConfigs(
    { type, name }: ConfigResource,
    settings: Readonly<Record<string, string | undefined>>,
  ): Promise<void> {
    const body = new ByteWriter();
    body
      .compactArray([name], () =>
        body
          .int8(RESOURCES[type])
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
      .int8(0);
    const answer = await this.request('alterConfigs', body.untagged());
    answer.skip(4).compactArray(() => {
      const error = nameOf(answer.int16());
      const message = answer.compactString();
      answer.skip(1).compactString();
      answer.tagged();
      refuseWith(error, message);
    });
  }

  /** Every quota, of whatever kind of entity. */
  public async quotas(): Promise<DescribedQuota[]> {
    const body = new ByteWriter().compactArray([], () => undefined).int8(0);
    const answer = (await this.request('describeQuotas', body.untagged())).skip(4);
    const error = nameOf(answer.int16());
    refuseWith(error, answer.compactString());
    return answer.compactArray((): DescribedQuota => {
      const entity = answer.compactArray(() => {
        const [type, name] = [answer.compactString(), answer.nullableCompactString()];
        answer.tagged();
        return { type, name };
      });
      const limits = answer.compactArray(() => {
        const [key, value] = [answer.compactString(), answer.float64()];
        answer.tagged();
        return [key, value] as const;
      });
      answer.tagged();
      return { entity, limits: Object.fromEntries(limits) };
    });
  }

  /** Takes limits of an entity away, by Kafka's names. */
  public async removeQuota(entity: QuotaSubject, limits: readonly string[]): Promise<void> {
    const body = new ByteWriter();
    body
      .compactArray([entity], () =>
        body
          .compactArray(entity, ({ type, name }) => body.compact(type).nullableCompact(name).untagged())
          .compactArray(limits, (limit) => body.compact(limit).float64(0).int8(1).untagged())
          .untagged(),
      )
      .int8(0);
    const answer = await this.request('alterQuotas', body.untagged());
    answer.skip(4).compactArray(() => {
      const error = nameOf(answer.int16());
      const message = answer.compactString();
      answer.compactArray(() => {
        answer.compactString();
        answer.compactString();
        answer.tagged();
      });
      answer.tagged();
      refuseWith(error, message);
    });
  }
}

function refuseWith(error: string | undefined, message: string): void {
  if (error !== undefined) {
    throw new Refused(message === '' ? error : `${error}: ${message}`);
  }
}
