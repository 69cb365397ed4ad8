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
});
