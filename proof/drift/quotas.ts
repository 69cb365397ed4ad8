import { counted } from '../../model/formats/counted';
import type { ClusterManifest, ManifestIgnored } from '../../model/manifest/manifest';
import type { DescribedQuota, QuotaSubject } from '../protocol/admin-connection';
import { isIgnored } from '../verification/ignored';
import { leftToOthers, type DriftArea, type DriftResult, type Deviation } from './deviation';

/** Kinds of what may be somebody else's, by Kafka's entity types. */
const KINDS: Readonly<Partial<Record<string, ManifestIgnored['kind']>>> = {
  user: 'user',
  'client-id': 'client-id',
  ip: 'ip',
};

/** `user alice`, `every user`, `user alice with client-id app`. */
export const inWords = (entity: QuotaSubject): string =>
  [...entity]
    .sort((a, b) => (a.type > b.type ? -1 : 1))
    .map(({ type, name }) => (name === undefined ? `every ${type}` : `${type} ${name}`))
    .join(' with ');

/** The limits of an entity that nobody has declared. */
export function undeclaredLimits(
  { quotas: declared }: Pick<ClusterManifest, 'quotas'>,
  { entity, limits }: DescribedQuota,
): readonly (readonly [string, number])[] {
  const words = inWords(entity);
  const own = declared.find(({ type, name }) => inWords([{ type, name }]) === words)?.limits ?? {};
  return Object.entries(limits).filter(([name]) => own[name] === undefined);
}

/** Whether somebody in an entity is declared to be somebody else's. */
export const isOfOthers = (cluster: Pick<ClusterManifest, 'ignored'>, entity: QuotaSubject): boolean =>
  entity.some(({ type, name }) => {
    const kind = KINDS[type];
    return kind !== undefined && name !== undefined && isIgnored(cluster, kind, name);
  });

/** Where quotas are not the declared ones, for whatever kind of entity. */
export function quotaDrift(
  cluster: Pick<ClusterManifest, 'quotas' | 'ignored'>,
  actual: readonly DescribedQuota[],
): DriftResult {
  const declared = cluster.quotas.map(({ type, name, limits }) => ({ words: inWords([{ type, name }]), limits }));
  const found = actual.map(({ entity, limits }) => ({ entity, words: inWords(entity), limits }));
  const deviations: Deviation[] = declared.flatMap(({ words, limits }) =>
    Object.entries(limits)
      .filter(([name, limit]) => found.find((one) => one.words === words)?.limits[name] !== limit)
      .map(([name, limit]) => ({
        violation: {
          code: 'QuotaDiffers',
          subject: `quota of ${words}, ${name}`,
          rule: `must be ${limit}`,
          value: found.find((one) => one.words === words)?.limits[name] ?? 'not set',
          remedy: 'run npm run deploy',
        },
      })),
  );
  const others: string[] = [];
  for (const quota of found) {
    const { entity, words } = quota;
    const undeclared = undeclaredLimits(cluster, quota);
    if (undeclared.length > 0 && isOfOthers(cluster, entity)) {
      others.push(`quota of ${words}`);
      continue;
    }
    deviations.push(
      ...undeclared.map(([name, limit]) => ({
        violation: {
          code: 'QuotaUndeclared',
          subject: `quota of ${words}, ${name}`,
          rule: 'must not be set, since nobody declared it',
          value: limit,
          remedy:
            'take it away (npm run drift -- --fix), declare it (npm run import writes that), or say whose it is (driftIgnore of the cluster)',
        },
        fix: remove(entity, name),
      })),
    );
  }
  return { deviations, evidence: [`${counted(declared.length, 'quota')}, all as declared`, ...leftToOthers(others)] };
}

const remove =
  (entity: QuotaSubject, limit: string): Deviation['fix'] =>
  async (fixture) => {
    await (await fixture.controller()).removeQuota(entity, [limit]);
  };

export const quotas: DriftArea = {
  name: 'quotas',
  find: async (fixture) => quotaDrift(fixture.proof.manifest, await (await fixture.controller()).quotas()),
};
