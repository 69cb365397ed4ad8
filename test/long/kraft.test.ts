import { readFileSync, writeFileSync } from 'node:fs';
import { KafkaVersion } from '../../constructs';
import { Checkout } from '../integ/support/checkout';
import { edited } from '../integ/support/edited';
import { expectSuccess, textOf } from '../integ/support/outcome';

jest.setTimeout(60 * 60_000);

const VERSIONS = [KafkaVersion.V3_9_2, KafkaVersion.V4_4_0].map(({ version }) => version);

describe.each(VERSIONS)('a cluster of Kafka %s on KRaft', (version) => {
  let checkout: Checkout;
  const name = `kraft${version.replaceAll('.', '')}`;
  const environment = { KAFKA_METADATA: 'kraft', KAFKA_VERSION: version };

  afterEach(() => checkout.remove());

  test('keeps every promise of the proof, three times in a row', async () => {
    checkout = await Checkout.make(name, 31_392, { ...environment, KAFKA_CONSOLE: 'off', KAFKA_MONITORING: 'off' });
    expectSuccess(await checkout.npm('deploy'));
    for (let run = 0; run < 3; run += 1) {
      expectSuccess(await checkout.npm('proof'));
    }
    expect(await checkout.pendingPlans()).toEqual({});
  });

  test('is given what its metadata were to begin with, where a new quorum has lost that', async () => {
    checkout = await Checkout.make(name, 31_392, { ...environment, KAFKA_CONSOLE: 'off', KAFKA_MONITORING: 'off' });
    // As a quorum whose first leader steps down amid its first records: it takes its log for one of an early version.
    const format = checkout.path('constructs', 'cluster', 'format-storage.sh');
    const release = '${release:+"--release-version=$release"}';
    writeFileSync(format, edited(readFileSync(format, 'utf8'), release, '--release-version=3.3-IV3'));
    const deployed = await checkout.npm('deploy');
    expectSuccess(deployed);
    expect(textOf(deployed)).toContain('they had lost it, and have metadata.version');
    expectSuccess(await checkout.npm('proof', '--only', 'cluster,logins,access,drift'));
    expect(await checkout.pendingPlans()).toEqual({});
  });

  test('lets everyone in by certificate, SCRAM, PLAIN and Kerberos, and nobody by anything else', async () => {
    checkout = await Checkout.make('kerberos', 31_392, environment);
    writeFileSync(
      checkout.path('main.ts'),
      [
        "import { App } from 'cdktf';",
        "import { kerberos } from './examples/kerberos';",
        "import { settings } from './settings';",
        'const app = new App();',
        'kerberos(app, settings());',
        'app.synth();\n',
      ].join('\n'),
    );
    const example = checkout.path('examples', 'kerberos.ts');
    const text = edited(
      readFileSync(example, 'utf8'),
      'metadata: Metadata.zooKeeper({ nodes: 1 }),',
      `metadata: Metadata.kraft({ controllers: 1 }),\n    version: KafkaVersion.of('${version}'),`,
    );
    writeFileSync(
      example,
      [
        ['  KafkaResources,', '  KafkaResources,\n  KafkaVersion,'],
        ['21088', '31688'],
        ['21192', '31492'],
        ['21092', '31392'],
      ].reduce((before, [from = '', to = '']) => edited(before, from, to), text),
    );
    expectSuccess(await checkout.npm('deploy'));
    expectSuccess(await checkout.npm('proof', '--only', 'cluster,logins,access,identities,drift'));
  });
});
