import {
  addressesIn,
  emptied,
  madeFor,
  type Standing,
  stateWith,
  triedState,
} from '../../../../runtime/terraform/state-file';

const numbered = (text: string): { readonly serial: number; readonly lineage: string } =>
  JSON.parse(text) as { readonly serial: number; readonly lineage: string };

test('a state that was tried follows on the one that it was made of by one, so that it is refused where somebody has changed that', () => {
  const before = { version: 4, serial: 7, lineage: 'a', outputs: {}, resources: [], terraform_version: '1.11.4' };
  const made = stateWith(JSON.stringify(before), '1.11.4', []);
  expect(numbered(made)).toMatchObject({ serial: 8, lineage: 'a' });
  const tried = JSON.stringify({ ...before, serial: 9, resources: [{ name: 'seen' }] });
  expect(numbered(triedState(tried, made))).toEqual({ ...before, serial: 8, resources: [{ name: 'seen' }] });
});

test('a state tells for what a resource of Terraform’s own was last made, and one that was emptied tells nothing and follows on', () => {
  const guard: Standing = {
    planned: {
      ...{ address: 'terraform_data.dev-first-host', type: 'terraform_data', name: 'dev-first-host', provider: 'p' },
      ...{ schemaVersion: 0, values: { triggers_replace: ['kafka-a'] }, dependencies: [] },
    },
    id: '1',
  };
  const state = stateWith('', '1.11.4', [guard]);
  expect(madeFor(state, 'dev-first-host')).toBe('kafka-a');
  expect([madeFor(state, 'dev-other'), madeFor('', 'dev-first-host')]).toEqual([undefined, undefined]);
  const none = emptied(state);
  expect([madeFor(none, 'dev-first-host'), addressesIn(none)]).toEqual([undefined, []]);
  expect(numbered(none)).toMatchObject({ serial: 1, lineage: numbered(state).lineage });
});

test('fails on a trial without a state', () => {
  const made = stateWith('', '1.11.4', []);
  expect(() => triedState('', made)).toThrow(/^\[StateUnreadable\]/);
});

test('a state that knows one of several that a resource is made for gets the others beside it', () => {
  const guard = (key: string): Standing => ({
    planned: {
      ...{ address: `terraform_data.guard["${key}"]`, type: 'terraform_data', name: 'guard', key, provider: 'p' },
      ...{ schemaVersion: 0, values: { triggers_replace: [key] }, dependencies: ['t.a'] },
    },
    id: key,
  });
  const first = stateWith('', '1.11.4', [guard('a')]);
  const both = stateWith(first, '1.11.4', [guard('b'), guard('c')]);
  expect(addressesIn(both)).toEqual(['a', 'b', 'c'].map((key) => `terraform_data.guard["${key}"]`));
  expect(JSON.parse(both)).toMatchObject({ resources: [{ name: 'guard', instances: [{}, {}, { index_key: 'c' }] }] });
});

describe('The addresses in a state’s file', () => {
  const instances = [{ schema_version: 0, attributes: {} }];
  const textOf = (...resources: readonly object[]): string =>
    JSON.stringify({
      ...{ version: 4, serial: 1, lineage: 'a', outputs: {}, terraform_version: '1.11.4' },
      resources: resources.map((resource) => ({ mode: 'managed', provider: 'p', instances, ...resource })),
    });

  test('are those of resources and of data, sorted', () => {
    const text = textOf({ type: 't', name: 'two' }, { type: 't', name: 'one' }, { mode: 'data', type: 't', name: 'x' });
    expect(addressesIn(text)).toEqual(['data.t.x', 't.one', 't.two']);
    expect(addressesIn(textOf())).toEqual([]);
  });

  test('are one for each key of a resource that is made for several', () => {
    const keyed = ['b.c', 'a'].map((key) => ({ ...instances[0], index_key: key }));
    expect(addressesIn(textOf({ type: 't', name: 'one', instances: keyed }))).toEqual(['t.one["a"]', 't.one["b.c"]']);
  });

  test.each([
    ['it is half written', textOf({ type: 't', name: 'one' }).slice(0, -5)],
    ['it is blank', ''],
    ['it has another form', textOf().replace('"version":4', '"version":5')],
    ['it is encrypted', '{"serial":1,"lineage":"a","meta":{},"encrypted_data":"x","encryption_version":"v0"}'],
    ['a resource is one of a number', textOf({ type: 't', name: 'one', instances: [{ index_key: 0 }] })],
    ['a resource is a module’s', textOf({ module: 'module.m', type: 't', name: 'one' })],
  ])('are not told where %s: Terraform is asked', (_, text) => {
    expect(addressesIn(text)).toBeUndefined();
  });
});
