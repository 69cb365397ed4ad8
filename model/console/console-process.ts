import type { Size } from '../units/size';
import { PASSWORD_FILES, STORE_FILES } from '../names/paths';

/** Where a console runs, and what it shows. */
export interface ConsoleSettings {
  readonly clusterName: string;
  /** `host:port` of the brokers' listener that it connects to by mutual TLS. */
  readonly bootstrapServers: readonly string[];
  /** Address of its container that it listens on: that of the network of its page alone. */
  readonly host: string;
  /** Port that it listens on, in its container and on the host. */
  readonly port: number;
  readonly readOnly: boolean;
  /** Folder of its stores. */
  readonly secrets: string;
  /** Whom it lets in, and the folder of the password. */
  readonly login: { readonly user: string; readonly secrets: string };
  /** Memory limit of its container. */
  readonly memory: Size;
}

/** How a console's program is started; neither part holds a secret. */
export interface ConsoleProcess {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Where the image that is made here has the application. */
const QUARKUS_HOME = '/opt/console';
const QUARKUS_VERSION = '3.33.2';

/**
 * Kafbat's console, a Spring application: it takes properties from the environment, and those of the stores' passwords from
 * the file beside the stores, which are then named as `${keystore}` and `${truststore}`.
 */
export function kafbatProcess(settings: ConsoleSettings): ConsoleProcess {
  const client = Object.entries(tlsProperties(settings)).map(
    ([name, value]) => [`KAFKA_CLUSTERS_0_PROPERTIES_${environmentName(name)}`, value] as const,
  );
  return {
    // As its image does, but for the memory: the image's own command is a shell's.
    command: ['java', ...jvmOptions(settings), '--add-opens', 'java.rmi/javax.rmi.ssl=ALL-UNNAMED', '-jar', '/api.jar'],
    environment: {
      SERVER_ADDRESS: settings.host,
      SERVER_PORT: String(settings.port),
      // It answers the pages of whatever origin and lets them send its cookie: so it has to know who asks, and the cookie must stay away.
      AUTH_TYPE: 'LOGIN_FORM',
      SPRING_SECURITY_USER_NAME: settings.login.user,
      SPRING_SECURITY_USER_PASSWORD: '${password}',
      SERVER_REACTIVE_SESSION_COOKIE_SAMESITE: 'strict',
      // What it tells without a login besides: names of topics and groups, as metrics.
      KAFKA_CLUSTERS_0_METRICS_PROMETHEUSEXPOSE: 'false',
      MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE: 'health',
      SPRING_CONFIG_ADDITIONAL_LOCATION: [
        `file:${settings.secrets}/${STORE_FILES.passwordProperties}`,
        `file:${settings.login.secrets}/${PASSWORD_FILES.properties}`,
      ].join(','),
      KAFKA_CLUSTERS_0_NAME: settings.clusterName,
      KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: settings.bootstrapServers.join(','),
      KAFKA_CLUSTERS_0_READONLY: String(settings.readOnly),
      ...Object.fromEntries(client),
    },
  };
}

/**
 * Quarkus' Kafka Dev UI: an application without code of its own, in the development mode, which alone has that page. The
 * launcher is the one that Maven would start.
 */
export function quarkusProcess(settings: ConsoleSettings): ConsoleProcess {
  const kafka = Object.entries({
    'bootstrap.servers': settings.bootstrapServers.join(','),
    ...tlsProperties(settings),
  }).map(([name, value]) => [`kafka.${name}`, value] as const);
  const properties = {
    'quarkus-internal.serialized-app-model.path': `${QUARKUS_HOME}/target/quarkus/bootstrap/dev-app-model.dat`,
    'java.util.logging.manager': 'org.jboss.logmanager.LogManager',
    // Nobody has a home in the container.
    'user.home': '/tmp',
    'quarkus.http.host': settings.host,
    'quarkus.http.port': String(settings.port),
    'quarkus.config.locations': `${settings.secrets}/${STORE_FILES.passwordProperties}`,
    'quarkus.devservices.enabled': 'false',
    'quarkus.analytics.disabled': 'true',
    'quarkus.console.enabled': 'false',
    'quarkus.test.continuous-testing': 'disabled',
    // Names the page.
    'quarkus.application.name': settings.clusterName,
    // It would ask a registry on the network for extensions.
    'quarkus.dev-ui.allow-extension-management': 'false',
    ...Object.fromEntries(kafka),
  };
  return {
    command: [
      'java',
      ...jvmOptions(settings),
      `-javaagent:${QUARKUS_HOME}/repository/io/quarkus/quarkus-class-change-agent/${QUARKUS_VERSION}/` +
        `quarkus-class-change-agent-${QUARKUS_VERSION}.jar`,
      '--add-opens=java.base/java.lang.invoke=ALL-UNNAMED',
      '--add-exports=java.base/jdk.internal.module=ALL-UNNAMED',
      ...Object.entries(properties).map(([name, value]) => `-D${name}=${value}`),
      '-jar',
      `${QUARKUS_HOME}/target/console-dev.jar`,
    ],
    environment: {},
  };
}

/** Kafka's client properties; both programs put the passwords in where they read them. */
function tlsProperties({ secrets }: ConsoleSettings): Readonly<Record<string, string>> {
  return {
    'security.protocol': 'SSL',
    'ssl.keystore.type': 'PKCS12',
    'ssl.keystore.location': `${secrets}/${STORE_FILES.keystore}`,
    'ssl.keystore.password': '${keystore}',
    'ssl.key.password': '${keystore}',
    'ssl.truststore.type': 'PKCS12',
    'ssl.truststore.location': `${secrets}/${STORE_FILES.clusterTruststore}`,
    'ssl.truststore.password': '${truststore}',
  };
}

const environmentName = (property: string): string => property.toUpperCase().replaceAll('.', '_');

/** A page for a few people: a quick start and little memory count for more than throughput. */
function jvmOptions({ memory }: ConsoleSettings): readonly string[] {
  return [
    `-Xmx${Math.floor(memory.mebibytes / 2)}m`,
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    '-XX:+ExitOnOutOfMemoryError',
  ];
}
