import type { Admin } from 'kafkajs';
import type { Violation } from '../../model/violation';
import type { ManifestListener } from '../../model/manifest/manifest';
import { brokerSettings } from '../../runtime/kafka/resource-settings';
import { patient } from '../../runtime/patience';

const NAMES = ['listeners', 'listener.security.protocol.map', 'authorizer.class.name'];
const REMEDY = 'take it out of the brokers’ properties (npm run plan shows what differs), then run npm run deploy';

/** How a broker itself describes its listeners and authorizer. */
export async function brokerSecurity(
  admin: Admin,
  id: number,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const wait = { within: patient(15), awaiting: `the configuration of broker ${id}`, signal };
  const settings = (await brokerSettings(admin, [id], NAMES, wait)).get(id);
  return new Map([...(settings ?? [])].map(([name, { configValue }]) => [name, configValue]));
}

/**
 * What is wrong with it: a listener beside the declared ones, one with another protocol, or no authorizer. Brokers don't tell of
 * `allow.everyone.if.no.acl.found`, which is the authorizer's own: that is found by who is let in without a rule.
 */
export function securityViolations(
  declaration: { readonly listeners: readonly Pick<ManifestListener, 'name' | 'protocol'>[] },
  broker: number,
  settings: ReadonlyMap<string, string>,
): Violation[] {
  const subject = `broker ${broker}`;
  const protocols = new Map(
    (settings.get('listener.security.protocol.map') ?? '').split(',').map((entry) => {
      const [name = '', protocol = ''] = entry.split(':');
      return [name, protocol];
    }),
  );
  const listeners = (settings.get('listeners') ?? '')
    .split(',')
    .flatMap((entry) => /^(\w+):\/\//.exec(entry)?.[1] ?? []);
  const violations: Violation[] = [];
  for (const name of listeners) {
    const declared = declaration.listeners.find((listener) => listener.name === name);
    const protocol = protocols.get(name) ?? name;
    if (declared === undefined) {
      violations.push({
        code: 'ListenerUndeclared',
        subject,
        rule: 'must have the declared listeners and no other',
        value: `${name} (${protocol})`,
        remedy: REMEDY,
      });
    } else if (declared.protocol !== protocol) {
      violations.push({
        code: 'ListenerProtocolDiffers',
        subject: `${subject}, listener ${name}`,
        rule: `must speak ${declared.protocol}`,
        value: protocol,
        remedy: REMEDY,
      });
    }
  }
  if (settings.get('authorizer.class.name') === '') {
    violations.push({ code: 'AuthorizerMissing', subject, rule: 'must have an authorizer', remedy: REMEDY });
  }
  return violations;
}
