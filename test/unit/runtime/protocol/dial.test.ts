import { parseAddress } from '../../../../runtime/protocol/dial';

test('an address may be of IPv6', () => {
  expect(parseAddress('[::1]:9092')).toEqual({ host: '::1', port: 9092 });
  expect(parseAddress('broker.network:9092')).toEqual({ host: 'broker.network', port: 9092 });
});
