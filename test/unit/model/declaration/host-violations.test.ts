import {
  Authentication,
  Host,
  type HostProps,
  type KafkaClusterProps,
  Listener,
  Metadata,
} from '../../../../constructs';
import { codesOf, modelOf } from '../../fixtures/cluster';

const listeners = [
  Listener.published('mtls', {
    ...{ firstHostPort: 19192, authentication: Authentication.mutualTls(), bindAddress: '0.0.0.0' },
  }),
];
const two = (second: HostProps = {}, engine = 'ssh://kafka-b'): Partial<KafkaClusterProps> => ({
  listeners,
  hosts: [Host.of('ssh://kafka-a'), Host.of(engine, second)],
});
const one = (props: HostProps = {}, engine = 'ssh://kafka-a') => ({ listeners, hosts: [Host.of(engine, props)] });

test('hosts that are as they should be pass', () => {
  expect(codesOf(() => modelOf(two()))).toEqual([]);
  expect(codesOf(() => modelOf(two({ brokers: [2], metadataServers: [1] })))).toEqual([]);
  expect(codesOf(() => modelOf(one({ address: '10.0.0.1' })))).toEqual([]);
  expect(codesOf(() => modelOf({ hosts: one({}, 'unix:///run/docker.sock').hosts }))).toEqual([]);
});

test.each<[string, string, Partial<KafkaClusterProps>]>([
  ['no host at all', 'HostsMissing', { hosts: [] }],
  ['an engine beside them', 'HostsBesideEngine', { ...two(), engine: 'ssh://kafka-c' }],
  ['an engine that nothing reaches', 'EngineAddressIllegal', two({ address: '10.0.0.2' }, 'kafka-b')],
  [
    'the engine of the first, where nothing reaches it',
    'EngineAddressIllegal',
    one({ address: '10.0.0.2' }, 'kafka-a'),
  ],
  ['a name that no address of a state takes', 'HostNameIllegal', two({ name: 'kafka b' })],
  ['a socket without an address', 'HostAddressMissing', two({ name: 'b' }, 'unix:///run/b.sock')],
  ['an address of the host alone', 'HostAddressIllegal', two({ address: '127.0.0.1' })],
  ['an address that stands for all', 'HostAddressIllegal', two({ address: '0.0.0.0' })],
  ['two hosts of one name', 'HostDuplicate', two({ name: 'kafka-a' })],
  ['two hosts at one address', 'HostDuplicate', two({ address: 'kafka-a' })],
  ['two hosts with one engine', 'HostDuplicate', two({ name: 'b', address: '10.0.0.2' }, 'ssh://kafka-a')],
  ['a broker that there is not', 'HostServerUnknown', two({ brokers: [4] })],
  ['a metadata server that there is not', 'HostServerUnknown', two({ metadataServers: [4] })],
  ['a broker on one host alone that there is not', 'HostServerUnknown', one({ brokers: [4] })],
  [
    'a broker that two hosts name',
    'HostServerDuplicate',
    { listeners, hosts: [Host.of('ssh://kafka-a', { brokers: [1] }), Host.of('ssh://kafka-b', { brokers: [1] })] },
  ],
  ['a listener that only its host reaches', 'ListenerOnHostLoopback', { hosts: two().hosts }],
  [
    'metadata that move to another store on several',
    'HostsUnsupported',
    {
      ...two(),
      metadata: Metadata.migration({ from: Metadata.zooKeeper(), to: Metadata.kraft(), phase: 'provision' }),
    },
  ],
])('fails with %s', (_, code, props) => {
  expect([...new Set(codesOf(() => modelOf(props)))]).toContain(code);
});

test('a listener on loopback passes with one host, and KRaft with one or several', () => {
  expect(codesOf(() => modelOf({ hosts: one().hosts, metadata: Metadata.kraft() }))).toEqual([]);
  expect(codesOf(() => modelOf({ ...two(), metadata: Metadata.kraft() }))).toEqual([]);
  expect(codesOf(() => modelOf({ ...two(), brokers: 1, metadata: Metadata.kraft({ combined: true }) }))).toEqual([]);
});
