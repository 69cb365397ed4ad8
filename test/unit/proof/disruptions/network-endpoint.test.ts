import { endpointViolations, type Endpoint } from '../../../../proof/disruptions/network-endpoint';

describe('a server’s endpoint in a network', () => {
  const endpoint: Endpoint = { network: 'n', address: '10.0.0.2', aliases: ['kafka'], declared: {} };
  const at = (...endpoints: readonly Endpoint[]): ReadonlyMap<string, readonly Endpoint[]> =>
    new Map([['broker-1', endpoints]]);

  test('is as before when address and aliases are', () => {
    expect(endpointViolations(at(endpoint), at({ ...endpoint, declared: { DriverOpts: {} } }))).toEqual([]);
  });

  test('is not asked for when the server did not run before', () => {
    expect(endpointViolations(at({ ...endpoint, address: '' }), at(endpoint))).toEqual([]);
  });

  test.each([
    ['its address is another one', [{ ...endpoint, address: '10.0.0.3' }], '10.0.0.3, kafka'],
    ['it lacks an alias', [{ ...endpoint, aliases: [] }], '10.0.0.2'],
    ['it is out of the network', [], 'not connected'],
  ])('fails to be as before when %s', (_, after, value) => {
    expect(endpointViolations(at(endpoint), at(...after))).toMatchObject([
      { code: 'ChangeNotUndone', subject: 'broker-1 in network n', value },
    ]);
  });

  describe('that another server had before', () => {
    const other: Endpoint = { ...endpoint, address: '10.0.0.3', aliases: ['other'] };
    const both = (one: Endpoint, two: Endpoint): ReadonlyMap<string, readonly Endpoint[]> =>
      new Map([
        ['broker-1', [one]],
        ['broker-2', [two]],
      ]);
    const exchanged = (restarts: number): ReadonlyMap<string, readonly Endpoint[]> =>
      both({ ...endpoint, address: other.address }, { ...other, address: endpoint.address, restarts });

    test('is as good where the engine has started one of the two by itself', () => {
      expect(endpointViolations(both(endpoint, other), exchanged(1))).toEqual([]);
    });

    test('fails to be as before where it has not', () => {
      expect(endpointViolations(both(endpoint, other), exchanged(0))).toHaveLength(2);
    });

    test('fails to be as before with another alias, or at an address that no server had', () => {
      const after = both(
        { ...endpoint, address: other.address, aliases: [], restarts: 1 },
        { ...other, address: '10.0.0.9', restarts: 1 },
      );
      expect(endpointViolations(both(endpoint, other), after)).toHaveLength(2);
    });
  });
});
