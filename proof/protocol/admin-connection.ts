import type { DescribeAclResource } from 'kafkajs';
import { ByteWriter } from '../../runtime/protocol/bytes';
import { alterConfigs, CONFIG_TYPES, type ConfigResource, refuseUnaltered } from '../../runtime/protocol/alter-configs';
import { nameOf, refuse, refuseWith } from '../../runtime/protocol/kafka-error';
import { KafkaConnection } from './kafka-connection';

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
      .array(resources, ({ type, name }) => body.int8(CONFIG_TYPES[type]).string(name).int32(-1))
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
    resource: ConfigResource,
    settings: Readonly<Record<string, string | undefined>>,
  ): Promise<void> {
    refuseUnaltered(await this.request('alterConfigs', alterConfigs([{ ...resource, settings }])));
  }

  /** Takes a rule of the authorizer away, with every one of its entries; kafkajs refuses what it has no word for. */
  public async removeRule({
    resourceType,
    resourceName,
    resourcePatternType,
    acls,
  }: DescribeAclResource): Promise<void> {
    const body = new ByteWriter();
    body.compactArray(acls, ({ principal, host, operation, permissionType }) =>
      body
        .int8(resourceType)
        .nullableCompact(resourceName)
        .int8(resourcePatternType)
        .nullableCompact(principal)
        .nullableCompact(host)
        .int8(operation)
        .int8(permissionType)
        .untagged(),
    );
    const answer = await this.request('deleteAcls', body.untagged());
    answer.skip(4).compactArray(() => {
      const error = nameOf(answer.int16());
      const message = answer.compactString();
      answer.compactArray(() => {
        answer.skip(2).compactString();
        answer.skip(1).compactString();
        answer.skip(1).compactString();
        answer.compactString();
        answer.skip(2).tagged();
      });
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
