import type { ClusterBasis } from '../../cluster/cluster-basis';
import type { MetadataStore } from '../../cluster/metadata-store';
import { hasSeveralHosts } from '../../placement/placement';
import { KafkaVersion } from '../../units/version';
import type { Advice, Violation } from '../../violation';
import { serverViolations } from '../server-violations';
import type { KraftProps } from './kraft-props';

/** Below this a broker that is busy for a moment counts as dead: it tells that it lives every 2 s. */
const SHORTEST_SESSION_MS = 6000;

/** What is wrong or unwise in a quorum, and in a cluster that keeps its metadata in one. */
export const kraftViolations = (
  subject: string,
  cluster: ClusterBasis,
  store: Pick<MetadataStore, 'nodes' | 'heap' | 'memory'>,
  props: KraftProps,
): readonly (Violation | Advice)[] => [
  ...(cluster.version.supportsKraft
    ? []
    : [
        {
          code: 'VersionUntriedWithKraft',
          subject,
          rule: 'version must be 3.9 or 4.4 to run with KRaft: no other has been tried',
          value: cluster.version.version,
          remedy: `take ${KafkaVersion.V4_4_0.version}, or ${KafkaVersion.V3_9_2.version}`,
        },
      ]),
  ...featureViolations(subject, cluster.version, props.features),
  ...dynamicViolations(subject, cluster, props),
  ...(props.combined === true
    ? combinedViolations(subject, cluster.brokers.length, props)
    : serverViolations(subject, store, {
        ...{ property: 'controllers', one: 'controller' },
        missing: { code: 'ControllersMissing' },
        even: { code: 'ControllersEven', unwise: true },
      })),
  ...(cluster.brokerSessionTimeout.milliseconds >= SHORTEST_SESSION_MS
    ? []
    : [
        {
          code: 'SessionTimeoutTooShort',
          subject,
          rule: `brokerSessionTimeout must be ${SHORTEST_SESSION_MS / 1000}s (three heartbeats) at least`,
          value: cluster.brokerSessionTimeout.toString(),
          remedy: 'lengthen it',
        },
      ]),
];

/** What is wrong with features that a cluster is to use. */
const featureViolations = (
  subject: string,
  version: KafkaVersion,
  features: KafkaVersion | undefined,
): readonly Violation[] =>
  features === undefined || (features.supportsKraft && !features.isAbove(version))
    ? []
    : [
        {
          code: 'FeaturesUnknown',
          subject: `${subject}/metadata`,
          rule: `features must be those of a version that has been tried, up to the cluster’s own (${version.version})`,
          value: features.version,
          remedy: 'leave it out, or take the version that the cluster had before',
        },
      ];

/** What is wrong with a quorum whose members are to change. */
function dynamicViolations(
  subject: string,
  cluster: ClusterBasis,
  { quorum, features = cluster.version }: KraftProps,
): readonly Violation[] {
  if (quorum !== 'dynamic') {
    return [];
  }
  const metadata = `${subject}/metadata`;
  return [
    ...(cluster.version.supportsDynamicQuorum && features.supportsDynamicQuorum
      ? []
      : [
          {
            code: 'DynamicQuorumUnsupported',
            subject: metadata,
            rule: 'a quorum must be of Kafka 4.1 or newer, and use what that can do, before its members can change (KIP-853)',
            value: (cluster.version.supportsDynamicQuorum ? features : cluster.version).version,
            remedy:
              'leave quorum out; raise the version first, then the features, and declare it in a deployment of its own',
          },
        ]),
    ...(cluster.gate === undefined
      ? [
          {
            code: 'DynamicQuorumUngated',
            subject: metadata,
            rule: 'gate must be given where the quorum’s members change: it keeps servers from being replaced before the quorum knows who votes',
            remedy: 'take ProjectTools.of(name).gate, as KafkaPlatform does, or leave quorum out',
          },
        ]
      : []),
    ...(hasSeveralHosts(cluster)
      ? [
          {
            code: 'DynamicQuorumSpread',
            subject: metadata,
            rule: 'a quorum whose members change must be on one host: it has not been tried on several',
            remedy: 'leave quorum out',
          },
        ]
      : []),
  ];
}

/** What is wrong with a broker that is to be its own controller. */
function combinedViolations(subject: string, brokers: number, props: KraftProps): readonly Violation[] {
  const metadata = `${subject}/metadata`;
  const given = Object.entries(props).flatMap(([name, value]) =>
    ['combined', 'features'].includes(name) || value === undefined ? [] : [name],
  );
  return [
    ...(brokers === 1
      ? []
      : [
          {
            code: 'CombinedNotAlone',
            subject: metadata,
            rule: 'a broker must be the only one to be its own controller: one that stops would take a vote with it',
            value: brokers,
            remedy: 'declare one broker, or controllers of their own: Metadata.kraft({ controllers: 3 })',
          },
        ]),
    ...(given.length === 0
      ? []
      : [
          {
            code: 'CombinedWithServers',
            subject: metadata,
            rule: 'combined must be given alone: the broker is the controller, and there is no other server',
            value: given.join(', '),
            remedy: 'leave the others out, or combined',
          },
        ]),
  ];
}
