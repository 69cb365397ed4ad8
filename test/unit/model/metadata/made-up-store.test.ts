import { certificatePlan } from '../../../../certs/plan';
import { Metadata, ServerImage, Size } from '../../../../constructs';
import type { BrokerModel, ClusterBasis } from '../../../../model/cluster/cluster-basis';
import type { MetadataIdentity, MetadataServerModel, MetadataStore } from '../../../../model/cluster/metadata-store';
import { brokerProperties } from '../../../../model/files/broker-properties';
import { configurationFiles } from '../../../../model/files/server-files';
import type { Properties } from '../../../../model/formats/properties';
import { alertRules } from '../../../../model/monitoring/alert-rules';
import { dashboardsOf } from '../../../../model/monitoring/dashboards';
import { WATCH_DEFAULTS } from '../../../../model/monitoring/monitoring-files';
import { serverJobs } from '../../../../model/monitoring/scrape-configuration';
import { dataVolume, secretsVolume } from '../../../../model/names/names';
import type { Violation } from '../../../../model/violation';
import { codesOf, first, modelOf } from '../../fixtures/cluster';
import { synthesize } from '../../fixtures/synth';

/** A metadata store that nobody has written: all that is known of it stands here. */
class Ledger implements MetadataStore {
  public readonly kind = 'ledger';
  public readonly name = 'Ledger';
  public readonly version = { version: '1.2.3' };
  public readonly heap = Size.mebibytes(128);
  public readonly memory = Size.mebibytes(256);
  public readonly monitoring = {
    rules: { scribe: { includeObjectNames: ['ledger:*'], rules: [] } },
    brokerBeans: {
      singles: [{ domain: 'server', type: 'LedgerClient', names: ['Writes'] }],
      more: { includeObjectNames: [], rules: [] },
    },
    alerts: [{ name: 'ScribeDown', severity: 'critical', expr: 'up{job="scribe"} == 0', summary: 'Down.' }],
    dashboards: { ledger: { title: 'Ledger' } },
  } as const;

  public constructor(public readonly nodes: number) {}

  public images(): { readonly scribe: ServerImage } {
    return { scribe: ServerImage.named('ledger:1.2.3', { metricsAgent: '/agent.jar' }) };
  }

  public servers({ names }: ClusterBasis): readonly MetadataServerModel[] {
    return Array.from({ length: this.nodes }, (_, index) => index + 1).map((id) => {
      const node = names.server('scribe', id);
      return {
        ...{ id, role: 'scribe', node, port: 7000, image: this.images().scribe, memory: this.memory },
        command: ['ledger', 'serve'],
        file: { name: `${node.container}.conf`, content: `id=${id}\n` },
        volumes: [{ name: dataVolume(node), path: '/ledger' }],
        secrets: '/etc/ledger',
        scratch: [],
        health: ['CMD', 'true'],
      };
    });
  }

  public files(): MetadataServerModel['file'][] {
    return [{ name: 'ledger-logging.conf', content: 'quiet\n' }];
  }

  public identities(cluster: ClusterBasis): readonly MetadataIdentity[] {
    return this.servers(cluster).map(({ id, node }) => ({
      name: `scribe-${id}`,
      role: 'metadata-server',
      distinguishedName: `CN=scribe-${id}`,
      hosts: [node.backplaneHost],
      usages: ['serverAuth'],
      locations: [{ volume: secretsVolume(node), folder: '' }],
    }));
  }

  public brokerProperties(cluster: ClusterBasis, { id }: BrokerModel): Properties {
    const hosts = this.servers(cluster).map(({ node, port }) => `${node.backplaneHost}:${port}`);
    return { 'node.id': id, 'ledger.connect': hosts.join(',') };
  }

  public ownsProperty(key: string): boolean {
    return key.startsWith('ledger.');
  }

  public violations(subject: string): readonly Violation[] {
    return this.nodes > 0
      ? []
      : [{ code: 'LedgerEmpty', subject, rule: 'nodes must be 1 at least', remedy: 'add one' }];
  }
}

const metadata = Metadata.of(new Ledger(2));
const model = modelOf({ metadata });

test('a store’s servers become containers and volumes, and the manifest tells of them', () => {
  const { base, cluster, manifest } = synthesize({ metadata });
  expect(cluster.resource['docker_container']?.['dev-scribe-2']).toMatchObject({
    image: 'ledger:1.2.3',
    entrypoint: ['ledger', 'serve'],
    memory: 256,
    networks_advanced: [{ name: 'dev-backplane' }],
    labels: expect.arrayContaining([{ label: 'cdktf-kafka.role', value: 'scribe' }]) as unknown,
    volumes: expect.arrayContaining([
      { volume_name: 'dev-scribe-2-data', container_path: '/ledger', read_only: false },
      { volume_name: 'dev-scribe-2-secrets', container_path: '/etc/ledger', read_only: true },
    ]) as unknown,
  });
  expect(Object.keys(base.resource['docker_volume'] ?? {})).toEqual(
    expect.arrayContaining(['dev-scribe-1-data', 'dev-scribe-1-secrets', 'dev-scribe-2-data', 'dev-scribe-2-secrets']),
  );
  expect(Object.keys(base.resource['docker_image'] ?? {}).sort()).toEqual(['dev-kafka', 'dev-scribe']);
  expect(manifest.metadata).toMatchObject({
    ...{ kind: 'ledger', name: 'Ledger', version: '1.2.3' },
    servers: [1, 2].map((id) => ({ id, role: 'scribe', container: `dev-scribe-${id}`, port: 7000 })),
  });
});

test('a store’s identities are in the certificate plan, signed and trusting as servers do', () => {
  expect(certificatePlan(model).identities.find(({ name }) => name === 'scribe-1')).toMatchObject({
    ...{ role: 'metadata-server', distinguishedName: 'CN=scribe-1', signedBy: 'cluster', trusts: ['cluster'] },
    hosts: ['dev-scribe-1.dev-backplane'],
  });
});

test('brokers say of a store what it has them say, and nothing of another', () => {
  const properties = brokerProperties(model, first(model.brokers));
  expect(properties).toMatchObject({
    'node.id': 1,
    'ledger.connect': 'dev-scribe-1.dev-backplane:7000,dev-scribe-2.dev-backplane:7000',
  });
  expect(Object.keys(properties).filter((key) => /zookeeper|authorizer|broker\.id/.test(key))).toEqual([]);
});

test('a store’s files lie beside the brokers’', () => {
  expect(configurationFiles(model).map(({ name }) => name)).toEqual(
    expect.arrayContaining(['ledger-logging.conf', 'dev-scribe-1.conf', 'dev-scribe-2.conf']),
  );
});

test('a store is watched by jobs, alerts, dashboards and rules of its own', () => {
  expect(serverJobs(model).map(({ job, targets }) => [job, targets.length])).toEqual([
    ['kafka', 3],
    ['scribe', 2],
  ]);
  const alerts = JSON.stringify(alertRules(WATCH_DEFAULTS, model.store));
  expect(alerts).toContain('ScribeDown');
  expect(alerts).toContain('kafka|scribe');
  expect(Object.keys(dashboardsOf(model.store))).toEqual(['broker', 'cluster', 'consumer-groups', 'topic', 'ledger']);
  const watched = modelOf({
    metadata,
    images: { kafka: ServerImage.named('kafka:1', { metricsAgent: '/agent.jar' }) },
  });
  const rules = configurationFiles(watched).filter(({ name }) => name.includes('-metrics-'));
  expect(rules.map(({ content }) => /LedgerClient|ledger:/.exec(content)?.[0])).toEqual(['LedgerClient', 'ledger:']);
});

test.each([
  ['a store that its own rules refuse', 'LedgerEmpty', { metadata: Metadata.of(new Ledger(0)) }],
  ['a broker property that the store owns', 'BrokerPropertyOwned', { brokerProperties: { 'ledger.connect': 'x' } }],
  ['a user named like one of its identities', 'UserNameIllegal', { certificateUsers: ['scribe-1'] }],
  ['a user named like one of its servers', 'UserNameIllegal', { certificateUsers: ['dev-scribe-1'] }],
])('fails with %s', (_, code, props) => {
  expect(codesOf(() => modelOf({ metadata, ...props }))).toEqual([code]);
});

test.each(['zookeeper.connect', 'node.id.x'])('%s is nobody’s business where it means nothing', (key) => {
  expect(codesOf(() => modelOf({ metadata, brokerProperties: { [key]: 'x' } }))).toEqual([]);
});
