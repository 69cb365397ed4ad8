import type { Construct } from 'constructs';
import type { ClusterModel } from '../../model/cluster/cluster-model';
import { firstHostId } from '../../model/names/first-host-id';
import {
  FIRST_HOST_STAYS,
  hasFirstHost,
  hasSeveralHosts,
  type Placement,
  placementOf,
  SERVER_STAYS,
  wordOf,
} from '../../model/placement/placement';
import { expression, lazyValue } from '../terraform/literal';
import { DataResource } from '../terraform/resources';

/** What is refused of what is declared on another host than it is on. */
interface Refusal {
  /** Its code: one of docs/errors.md, since a deployment is refused and not a synthesis. */
  readonly error: string;
  readonly subject: string;
  readonly rule: string;
  readonly remedy: string;
  /** Whether whoever opens the gate is not refused. */
  readonly opens: boolean;
}

/** Refuses where the former host is another one, unless somebody has compared what is where. */
const refusal = ({ opens }: Pick<Refusal, 'opens'>): string =>
  `[ "$FORMER" = "$HOST" ] || ${opens ? '[ "$KAFKA_GATE" = open ] || ' : ''}[ "$KAFKA_SERVERS" = compared ] || ` +
  '{ echo "[$CODE] $SUBJECT: $RULE, got $HOST, and it is on $FORMER; $REMEDY" >&2; exit 1; }';

/**
 * Keeps a plain apply from making a server on another host than it is on: Terraform looks for its container where it is declared, finds none,
 * and would make one with nothing, while the former one runs on. Its container needs this resource, which is replaced with the host's name, and
 * refuses before there is another container.
 *
 * @returns undefined where one engine runs all
 */
export function hostGuard(scope: Construct, cluster: ClusterModel, container: string): DataResource | undefined {
  if (!hasSeveralHosts(cluster)) {
    return undefined;
  }
  return guardOf(scope, placementOf(cluster, container), `${container}-host`, {
    ...{ error: 'ServerMoved', subject: container, rule: SERVER_STAYS, opens: true },
    remedy: 'declare it where it was, or run npm run drain, which moves servers with their data; nothing was changed',
  });
}

/**
 * The same for all that is no server, and is on the first host: Terraform looks for the authorities' volume where it is declared, finds none, and would make one
 * with nothing. What it would make there needs this resource, which also tells the commands where all of that is.
 *
 * @returns undefined where no hosts are declared, or one alone
 */
export function firstHostGuard(scope: Construct, cluster: ClusterModel): DataResource | undefined {
  if (!hasFirstHost(cluster)) {
    return undefined;
  }
  return guardOf(scope, placementOf(cluster, ''), firstHostId(cluster.name), {
    ...{ error: 'FirstHostMoved', subject: `cluster ${cluster.name}`, rule: FIRST_HOST_STAYS, opens: false },
    remedy: 'declare the hosts in their former order, or run npm run deploy, which moves it; nothing was changed',
  });
}

function guardOf(scope: Construct, placement: Placement, id: string, refused: Refusal): DataResource {
  const host = wordOf(placement);
  const guard = new DataResource(scope, 'host', {
    triggersReplace: lazyValue(() => [host]),
    provisioners: [
      {
        ...{ type: 'local-exec', when: 'destroy', command: refusal(refused) },
        environment: {
          ...{ CODE: refused.error, SUBJECT: refused.subject, RULE: refused.rule, REMEDY: refused.remedy },
          ...{ FORMER: expression('self.triggers_replace[0]'), HOST: host },
        },
      },
    ],
  });
  guard.overrideLogicalId(id);
  return guard;
}
