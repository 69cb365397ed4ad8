import { ByteWriter } from '../../runtime/protocol/bytes';

/** Bytes of a batch before its checksum that count to its length: leader epoch, magic, checksum. */
const BEFORE_CHECKED = 4 + 1 + 4;

/** A batch of one record (magic 2, KIP-98), from a producer without an id. */
export function recordBatch(value: string, timestamp = Date.now()): Buffer {
  const bytes = Buffer.from(value);
  const record = new ByteWriter()
    .int8(0)
    .signed(0)
    .signed(0)
    .signed(-1)
    .signed(bytes.length)
    .raw(bytes)
    .signed(0)
    .toBuffer();
  const checked = new ByteWriter()
    .int16(0)
    .int32(0)
    .int64(timestamp)
    .int64(timestamp)
    .int64(-1)
    .int16(-1)
    .int32(-1)
    .int32(1)
    .signed(record.length)
    .raw(record)
    .toBuffer();
  return new ByteWriter()
    .int64(0)
    .int32(BEFORE_CHECKED + checked.length)
    .int32(-1)
    .int8(2)
    .int32(crc32c(checked) | 0)
    .raw(checked)
    .toBuffer();
}

/** CRC-32C (Castagnoli), bit by bit: it is for a few hundred bytes. */
export function crc32c(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      crc = (crc >>> 1) ^ ((crc & 1) === 1 ? 0x82f63b78 : 0);
    }
  }
  return (crc ^ 0xffffffff) >>> 0;
}
