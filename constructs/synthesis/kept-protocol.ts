import type { Construct } from 'constructs';
import { z } from 'zod';
import { KEPT_PROTOCOL } from '../../model/cluster/broker-settings';

const protocols = z.record(z.string(), z.string());

/** What the brokers of a cluster are to go on to speak, where a deployment that replaces them says so; see {@link KEPT_PROTOCOL}. */
export const keptProtocol = (scope: Construct, cluster: string): string | undefined =>
  protocols.safeParse(scope.node.tryGetContext(KEPT_PROTOCOL)).data?.[cluster];
