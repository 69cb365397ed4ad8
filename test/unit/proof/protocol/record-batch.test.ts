import { crc32c, recordBatch } from '../../../../proof/protocol/record-batch';

test('a record batch has the checksum of Castagnoli’s polynomial over what comes after it', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  const batch = recordBatch('value', 0);
  expect(batch.readInt32BE(8)).toBe(batch.length - 12);
  expect(batch.readUInt32BE(17)).toBe(crc32c(batch.subarray(21)));
});
