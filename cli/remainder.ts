import { isDue, type Retirement } from '../model/retirement/retirement';
import type { Remainder } from '../rollout/retire';
import { showInUse } from '../runtime/engine/inventory';

/** What became of the networks and volumes of what is declared no more, in one line. */
export function describeRemainder({ removed, inUse, kept }: Remainder): string {
  const parts = [
    ...(removed.length > 0 ? [`removed ${removed.join(', ')}`] : []),
    ...(inUse.length > 0 ? [`left ${inUse.map(showInUse).join(', ')}`] : []),
    ...(kept.length > 0 ? [`kept with its data: ${kept.join(', ')}`] : []),
  ];
  return parts.join('; ') || 'none';
}

/**
 * What a deployment would take away by itself, a line for each kind; none where nothing has left the declaration.
 *
 * @param unwanted volumes that go with their data, since that is allowed
 */
export function describeRetirement(retirement: Retirement, unwanted: readonly string[] = []): readonly string[] {
  const { services, servers, networks, renewable, data, forgotten } = retirement;
  if (!isDue(retirement) && networks.length === 0 && renewable.length === 0 && unwanted.length === 0) {
    return [];
  }
  const line = (what: string, names: readonly string[]): readonly string[] =>
    names.length === 0 ? [] : [`  ${what}: ${names.join(', ')}`];
  return [
    ...line('services', services),
    ...line('servers, each when the others can do without it', servers),
    ...line('networks', networks),
    ...line('volumes without data', renewable),
    ...line(
      'volumes that stay with their data',
      data.filter((volume) => !unwanted.includes(volume)),
    ),
    ...line('volumes that go with all that is in them, as it is allowed', unwanted),
    ...line('not destroyed by Terraform, whatever its plan says', Object.values(forgotten).flat()),
  ];
}
