import { ContainerLogs, Size } from '../../../../constructs';
import { codesOf } from '../../fixtures/cluster';
import { synthesize } from '../../fixtures/synth';

const driverOf = ({ name, options }: ContainerLogs): unknown => [name, options];

test.each([
  [Size.gibibytes(1), '1g'],
  [Size.mebibytes(1536), '1536m'],
  [Size.kibibytes(64), '64k'],
  [Size.bytes(1_000_001), '1000001'],
])('a file of %s is %s for Docker', (maxSize, written) => {
  expect(driverOf(ContainerLogs.rotated({ maxSize }))).toEqual(['json-file', { 'max-size': written, 'max-file': '5' }]);
});

test.each<[string, Readonly<Record<string, string>>]>([
  ['json-file', { 'max-size': '10m', 'max-file': '3', compress: 'true', tag: '{{.Name}}' }],
  ['local', {}],
  ['journald', { tag: 'kafka', mode: 'non-blocking', 'max-buffer-size': '4m' }],
  ['syslog', { 'syslog-address': 'udp://10.0.0.1:514' }],
  ['awslogs', { 'awslogs-region': 'eu-central-1', 'awslogs-credentials-endpoint': '/creds' }],
  ['grafana/loki-docker-driver:3.0.0', { 'loki-url': 'https://loki.example.org/loki/api/v1/push' }],
])('the driver %s takes %j', (name, options) => {
  expect(driverOf(ContainerLogs.driver(name, options))).toEqual([name, options]);
});

test.each<[string, string, Readonly<Record<string, string>>]>([
  ['LogDriverIllegal', '', {}],
  ['LogDriverIllegal', 'none', {}],
  ['LogDriverIllegal', 'json file', {}],
  ['LogDriverIllegal', '${x}', {}],
  ['LogOptionIllegal', 'json-file', {}],
  ['LogOptionIllegal', 'json-file', { 'max-file': '3' }],
  ['LogOptionIllegal', 'json-file', { 'max-size': '-1' }],
  ['LogOptionIllegal', 'json-file', { 'max-size': '0' }],
  ['LogOptionIllegal', 'json-file', { 'max-size': '10 MB' }],
  ['LogOptionIllegal', 'json-file', { 'max-size': '10m', 'max-file': '0' }],
  ['LogOptionIllegal', 'json-file', { 'max-size': '10m', 'max-flie': '3' }],
  ['LogOptionIllegal', 'local', { 'max-size': '' }],
  ['LogOptionIllegal', 'local', { 'max-file': '1.5' }],
  ['LogOptionIllegal', 'journald', { 'max-size': '10m' }],
  ['LogOptionIllegal', 'splunk', { 'splunk-token': 'x' }],
  ['LogOptionIllegal', 'syslog', { 'syslog address': 'x' }],
  ['LogOptionIllegal', 'fluentd', { '': 'x' }],
])('fails with %s for the driver %j with %j', (code, name, options) => {
  expect(codesOf(() => ContainerLogs.driver(name, options))).toContain(code);
});

test.each([
  ['SizeOutOfRange', { maxSize: Size.bytes(0) }],
  ['SizeOutOfRange', { maxSize: Size.kibibytes(63) }],
  ['SizeOutOfRange', { maxSize: Size.gibibytes(1025) }],
  ['CountIllegal', { maxFiles: 0 }],
  ['CountIllegal', { maxFiles: 2.5 }],
  ['CountIllegal', { maxFiles: Number.NaN }],
])('fails with %s to rotate by %j', (code, props) => {
  expect(codesOf(() => ContainerLogs.rotated(props))).toContain(code);
});

/** Logging drivers and options of all containers of a declaration. */
function logsOf(logs?: ContainerLogs): ReadonlySet<string> {
  const { base, cluster } = synthesize({ logs });
  const containers = [base, cluster].flatMap(({ resource }) => Object.entries(resource['docker_container'] ?? {}));
  return new Set(
    containers.map(([name, { log_driver: driver, log_opts: options }]) =>
      JSON.stringify([/keytool|configure/.test(name) ? 'step' : 'server', driver, options]),
    ),
  );
}

test('every container ends its log by default, whatever the engine does for others', () => {
  const rotated = { 'max-file': '5', 'max-size': '20m' };
  expect(logsOf()).toEqual(new Set(['step', 'server'].map((who) => JSON.stringify([who, 'json-file', rotated]))));
});

test('another driver is every container’s, the steps’ too, which come before a server is touched', () => {
  expect(logsOf(ContainerLogs.driver('local'))).toEqual(
    new Set(['step', 'server'].map((who) => JSON.stringify([who, 'local', undefined]))),
  );
});

test('where the engine decides, the steps’ logs can still be read', () => {
  expect(logsOf(ContainerLogs.ofEngine())).toEqual(
    new Set([
      JSON.stringify(['step', 'json-file', { 'max-file': '5', 'max-size': '20m' }]),
      JSON.stringify(['server', undefined, undefined]),
    ]),
  );
});
