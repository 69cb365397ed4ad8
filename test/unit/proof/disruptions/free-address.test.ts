import { firstFreeAddress } from '../../../../proof/disruptions/free-address';

describe('the lowest free address of a subnet', () => {
  test.each([
    ['10.0.0.0/24', ['10.0.0.1', '10.0.0.2', '10.0.0.4'], '10.0.0.3'],
    ['192.168.240.0/20', ['192.168.240.1'], '192.168.240.2'],
    ['10.0.0.252/30', ['10.0.0.253'], '10.0.0.254'],
    ['172.31.0.0/16', Array.from({ length: 255 }, (_, i) => `172.31.0.${i + 1}`), '172.31.1.0'],
  ])('of %s is the first that is neither the network’s nor taken', (subnet, taken, free) => {
    expect(firstFreeAddress(subnet, taken)).toBe(free);
  });

  test('fails to be found where every one is taken, or where the subnet is none of IPv4', () => {
    expect(firstFreeAddress('10.0.0.252/30', ['10.0.0.253', '10.0.0.254'])).toBeUndefined();
    expect(firstFreeAddress('fd00::/64', [])).toBeUndefined();
  });
});
