import { OperationError, type Violation } from '../../model/violation';
import { Interrupted, messageOf } from '../../runtime/wait';
import type { ConfigResource } from '../../runtime/protocol/alter-configs';
import type { Fix, SettingFix } from './deviation';
import type { DriftFixture } from './drift-fixture';

/** Settings of one resource that are changed at once. */
export interface Alteration extends Pick<SettingFix, 'broker'> {
  readonly resource: ConfigResource;
  readonly settings: Readonly<Record<string, string | undefined>>;
}

/**
 * Settings that are changed at once, resource by resource: Kafka refuses some of them one by one, such as a listener's security protocol
 * that is taken away before the listener.
 */
export function alterations(fixes: readonly SettingFix[]): readonly Alteration[] {
  const found = new Map<string, Alteration>();
  for (const { broker, resource, setting, value } of fixes) {
    const key = JSON.stringify([broker, resource.type, resource.name]);
    const settings = { ...found.get(key)?.settings, [setting]: value };
    found.set(key, { broker, resource, settings });
  }
  return [...found.values()];
}

/** Something that is to be taken away, by its name. */
export interface NamedFix {
  readonly name: string;
  readonly fix: Fix;
}

/** What was taken away, and why the rest could not be. */
export interface CarriedOut {
  readonly done: readonly string[];
  readonly failures: readonly Violation[];
}

/** Takes away what is not as it was declared; what one can't be hinders no other. */
export async function carryOut(fixture: DriftFixture, named: readonly NamedFix[]): Promise<CarriedOut> {
  const done: string[] = [];
  const failures: Violation[] = [];
  const attempt = async (names: readonly string[], work: () => Promise<void>): Promise<void> => {
    try {
      await work();
      done.push(...names);
    } catch (error) {
      if (error instanceof Interrupted) {
        throw error;
      }
      failures.push(...failuresOf(names, error));
    }
  };
  const settings: (SettingFix & { readonly name: string })[] = [];
  for (const { name, fix } of named) {
    if (typeof fix === 'function') {
      await attempt([name], () => fix(fixture));
    } else {
      settings.push({ ...fix, name });
    }
  }
  for (const { broker, resource, settings: changed } of alterations(settings)) {
    const isOfIt = (fix: SettingFix): boolean =>
      fix.broker === broker && fix.resource.type === resource.type && fix.resource.name === resource.name;
    const names = settings.filter(isOfIt).map(({ name }) => name);
    await attempt(names, async () => {
      const connection = await (broker === undefined ? fixture.controller() : fixture.broker(broker));
      await connection.alterConfigs(resource, changed);
    });
  }
  return { done, failures };
}

const failuresOf = (names: readonly string[], error: unknown): readonly Violation[] =>
  error instanceof OperationError
    ? error.violations
    : names.map((name) => ({
        code: 'FixRefused',
        subject: name,
        rule: 'must be taken away by the cluster, as it was asked for',
        value: messageOf(error),
        remedy: 'see that every server runs (docker ps -a), and take it away by Kafka’s own tools',
      }));
