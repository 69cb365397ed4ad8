import { ByteReader, ByteWriter } from '../../../../runtime/protocol/bytes';

describe('bytes', () => {
  test('are read as they were written', () => {
    const bytes = new ByteWriter()
      .string('grüße')
      .string(null)
      .bytes(Buffer.from('b'))
      .unsigned(300)
      .compact('compact')
      .compactArray(['x', 'y'], () => undefined)
      .untagged()
      .int64(-1)
      .int16(-7)
      .toBuffer();
    const reader = new ByteReader(bytes);
    expect(reader.string()).toBe('grüße');
    expect(reader.string()).toBe('');
    expect(reader.buffer().toString()).toBe('b');
    expect(reader.unsigned()).toBe(300);
    expect(reader.compactString()).toBe('compact');
    expect(reader.compactArray(() => 'item')).toHaveLength(2);
    expect(reader.tagged().skip(8).int16()).toBe(-7);
  });
});
