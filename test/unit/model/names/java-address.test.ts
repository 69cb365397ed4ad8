import { javaAddress } from '../../../../model/names/java-address';

test.each([
  ['2001:db8::7', '2001:db8:0:0:0:0:0:7'],
  ['2001:0DB8::0007', '2001:db8:0:0:0:0:0:7'],
  ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
  ['1::2:0:3', '1:0:0:0:0:2:0:3'],
  ['::1', '0:0:0:0:0:0:0:1'],
  ['1::', '1:0:0:0:0:0:0:0'],
  ['::', '0:0:0:0:0:0:0:0'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::FFFF:c000:207', '192.0.2.7'],
  ['::192.0.2.7', '0:0:0:0:0:0:c000:207'],
  ['64:ff9b::192.0.2.33', '64:ff9b:0:0:0:0:c000:221'],
])('Java shows %s as %s', (address, shown) => {
  expect(javaAddress(address)).toBe(shown);
});

test.each(['192.0.2.7', '*', 'kafka.example.org', '2001:db8::/32', 'fe80::1%eth0'])('%s stays as it is', (text) => {
  expect(javaAddress(text)).toBe(text);
});
