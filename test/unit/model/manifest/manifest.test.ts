import { manifestSchema } from '../../../../model/manifest/manifest';
import { manifest } from '../../fixtures/manifest';

/** Where the schema sees something wrong in a changed manifest. */
const wrongAt = (change: object): readonly string[] =>
  (manifestSchema.safeParse({ ...manifest, ...change }).error?.issues ?? []).map(({ path }) => path.join('.'));

test('a manifest comes back from its file as it was', () => {
  expect(manifestSchema.parse(JSON.parse(JSON.stringify(manifest)))).toEqual(manifest);
});

test.each([
  ['of another form', { schema: 1 }, ['schema']],
  ['without brokers', { brokers: [] }, ['brokers']],
  ['with a cluster of no name', { name: '' }, ['name']],
  [
    'with a protocol that Kafka does not know',
    { listeners: [{ ...manifest.listeners[0], protocol: 'TLS' }] },
    ['listeners.0.protocol'],
  ],
  [
    'with a user of no mechanism',
    { users: [{ ...manifest.users[0], authentication: 'magic' }] },
    ['users.0.authentication'],
  ],
  ['with a quota of nobody’s kind', { quotas: [{ type: 'group', limits: {} }] }, ['quotas.0.type']],
  ['without its metadata store', { metadata: undefined }, ['metadata']],
] as const)('fails for one %s', (_, change, where) => {
  expect(wrongAt(change)).toEqual(where);
});

test('the metadata store may be of any kind, and has any number of servers', () => {
  expect(wrongAt({ metadata: { kind: 'made-up', name: 'Made up', version: '1', servers: [] } })).toEqual([]);
});
