/**
 * How remedies say what is to be declared otherwise, wherever they are read: a project says it in its `main.ts`, this package's own checkout,
 * whose `main.ts` asks the environment, by a variable.
 */
const CHECKOUT = 'in the checkout of cdktf-kafka';

/** Another cluster than this one. */
export const OTHER_NAME = `another name in main.ts (KAFKA_CLUSTER=dev2 ${CHECKOUT})`;

/** Ports that are free. */
export const OTHER_PORTS =
  'others in main.ts, such as scramPort: 29_092, mtlsPort: 29_192, console: { hostPort: 28_080 } ' +
  `(KAFKA_SCRAM_PORT=29092 KAFKA_MTLS_PORT=29192 KAFKA_CONSOLE_PORT=28080 ${CHECKOUT})`;

/** An image of Grafana that is on the engine. */
export const OWN_GRAFANA = `monitoring: { grafana: { image } } in main.ts names one on the engine (KAFKA_GRAFANA_IMAGE ${CHECKOUT})`;

/** The other store of metadata. */
export const WITH_KRAFT = `Metadata.kraft() in main.ts for a new cluster (KAFKA_METADATA=kraft ${CHECKOUT})`;

/** What metadata of a cluster are at that is on its way to KRaft, where a declaration says it. */
export const declaredAs = (declaration: string, variable: string): string =>
  `metadata: ${declaration} in main.ts (KAFKA_METADATA=${variable} ${CHECKOUT})`;

/** Jars whose checksums a person has looked at: a choice of this package, not of a project. */
export const pinnedBy = (...versions: readonly string[]): string =>
  `${CHECKOUT}: ${['npx tsx scripts/pin-jars.ts', ...versions].join(' ')}`;
