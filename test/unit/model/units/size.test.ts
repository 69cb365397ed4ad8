import { Size } from '../../../../constructs';
import { codesOf } from '../../fixtures/cluster';

test.each([
  [Size.bytes(1000), 1000, 1, '1000B'],
  [Size.kibibytes(64), 65_536, 1, '64KiB'],
  [Size.mebibytes(1.5), 1_572_864, 2, '1536KiB'],
  [Size.mebibytes(512), 536_870_912, 512, '512MiB'],
  [Size.gibibytes(2), 2_147_483_648, 2048, '2GiB'],
  [Size.bytes(0), 0, 0, '0B'],
])('%s is so many bytes, so many mebibytes rounded up, and is written in its largest unit', (...row) => {
  const [size, bytes, mebibytes, text] = row;
  expect([size.bytes, size.mebibytes, size.toString()]).toEqual([bytes, mebibytes, text]);
});

test.each([-1, 0.5, Number.NaN])('a size of %d bytes fails', (amount) => {
  expect(codesOf(() => Size.bytes(amount))).toEqual(['SizeIllegal']);
});
