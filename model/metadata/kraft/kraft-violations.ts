import type { ClusterBasis } from '../../cluster/cluster-basis';
import type { MetadataStore } from '../../cluster/metadata-store';
import { KafkaVersion } from '../../units/version';
import type { Advice, Violation } from '../../violation';
import { serverViolations } from '../server-violations';

/** Below this a broker that is busy for a moment counts as dead: it tells that it lives every 2 s. */
const SHORTEST_SESSION_MS = 6000;

/** What is wrong or unwise in a quorum, and in a cluster that keeps its metadata in one. */
export const kraftViolations = (
  subject: string,
  { version, brokerSessionTimeout: session }: ClusterBasis,
  store: Pick<MetadataStore, 'nodes' | 'heap' | 'memory'>,
): readonly (Violation | Advice)[] => [
  ...(version.supportsKraft
    ? []
    : [
        {
          code: 'VersionUntriedWithKraft',
          subject,
          rule: 'version must be 3.9 to run with KRaft: no other has been tried',
          value: version.version,
          remedy: `take ${KafkaVersion.V3_9_2.version}`,
        },
      ]),
  ...serverViolations(subject, store, {
    ...{ property: 'controllers', one: 'controller' },
    missing: { code: 'ControllersMissing' },
    even: { code: 'ControllersEven', unwise: true },
  }),
  ...(session.milliseconds >= SHORTEST_SESSION_MS
    ? []
    : [
        {
          code: 'SessionTimeoutTooShort',
          subject,
          rule: `brokerSessionTimeout must be ${SHORTEST_SESSION_MS / 1000}s (three heartbeats) at least`,
          value: session.toString(),
          remedy: 'lengthen it',
        },
      ]),
];
