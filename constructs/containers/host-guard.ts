import type { Construct } from 'constructs';
import type { ClusterModel } from '../../model/cluster/cluster-model';
import { hasSeveralHosts, placementOf, SERVER_STAYS, wordOf } from '../../model/placement/placement';
import { expression, lazyValue } from '../terraform/literal';
import { DataResource } from '../terraform/resources';

const REMEDY =
  'declare it where it was, or run npm run drain, which moves servers with their data; nothing was changed';

/** Refuses where the former host is another one, unless somebody has compared where the servers' data are. */
const REFUSAL =
  '[ "$FORMER" = "$HOST" ] || [ "$KAFKA_GATE" = open ] || [ "$KAFKA_SERVERS" = compared ] || ' +
  `{ echo "[ServerMoved] $SERVER: ${SERVER_STAYS}, got $HOST, and it is on $FORMER; $REMEDY" >&2; exit 1; }`;

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
  const host = wordOf(placementOf(cluster, container));
  const guard = new DataResource(scope, 'host', {
    triggersReplace: lazyValue(() => [host]),
    provisioners: [
      {
        ...{ type: 'local-exec', when: 'destroy', command: REFUSAL },
        environment: { SERVER: container, FORMER: expression('self.triggers_replace[0]'), HOST: host, REMEDY },
      },
    ],
  });
  guard.overrideLogicalId(`${container}-host`);
  return guard;
}
