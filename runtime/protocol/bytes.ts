/** Writes the primitive types of Kafka's protocol and of others like it, big-endian. */
export class ByteWriter {
  readonly #parts: Buffer[] = [];

  public int8(value: number): this {
    return this.put(1, (part) => part.writeInt8(value));
  }

  public int16(value: number): this {
    return this.put(2, (part) => part.writeInt16BE(value));
  }

  public int32(value: number): this {
    return this.put(4, (part) => part.writeInt32BE(value));
  }

  public int64(value: number): this {
    return this.put(8, (part) => part.writeBigInt64BE(BigInt(value)));
  }

  public float64(value: number): this {
    return this.put(8, (part) => part.writeDoubleBE(value));
  }

  public raw(bytes: Buffer): this {
    this.#parts.push(bytes);
    return this;
  }

  /** Kafka's nullable string: its length in two bytes, -1 for null. */
  public string(text: string | null): this {
    return text === null ? this.int16(-1) : this.int16(Buffer.byteLength(text)).raw(Buffer.from(text));
  }

  /** Bytes, preceded by their length in four bytes. */
  public bytes(bytes: Buffer): this {
    return this.int32(bytes.length).raw(bytes);
  }

  public array<T>(items: readonly T[], write: (item: T) => unknown): this {
    this.int32(items.length);
    items.forEach(write);
    return this;
  }

  /** An unsigned number in groups of seven bits (KIP-482). */
  public unsigned(value: number): this {
    const bytes: number[] = [];
    for (let rest = value; ; rest >>>= 7) {
      if (rest < 0x80) {
        bytes.push(rest);
        return this.raw(Buffer.from(bytes));
      }
      bytes.push((rest & 0x7f) | 0x80);
    }
  }

  /** A signed number, zigzagged, as in a record. */
  public signed(value: number): this {
    return this.unsigned(((value << 1) ^ (value >> 31)) >>> 0);
  }

  /** Bytes or text of a flexible version: their length and one in seven-bit groups. */
  public compact(content: Buffer | string): this {
    const bytes = Buffer.from(content);
    return this.unsigned(bytes.length + 1).raw(bytes);
  }

  /** Text of a flexible version that may be missing. */
  public nullableCompact(text: string | undefined): this {
    return text === undefined ? this.unsigned(0) : this.compact(text);
  }

  public compactArray<T>(items: readonly T[], write: (item: T) => unknown): this {
    this.unsigned(items.length + 1);
    items.forEach(write);
    return this;
  }

  /** 16 bytes, given as Kafka writes them: in the alphabet for URLs. */
  public uuid(text: string): this {
    return this.raw(Buffer.from(text, 'base64url'));
  }

  /** No tagged fields. */
  public untagged(): this {
    return this.unsigned(0);
  }

  public toBuffer(): Buffer {
    return Buffer.concat(this.#parts);
  }

  private put(length: number, write: (part: Buffer) => void): this {
    const part = Buffer.alloc(length);
    write(part);
    return this.raw(part);
  }
}

/** Reads what {@link ByteWriter} writes. */
export class ByteReader {
  #at = 0;

  public constructor(private readonly bytes: Buffer) {}

  public int8(): number {
    return this.bytes.readInt8(this.step(1));
  }

  public float64(): number {
    return this.bytes.readDoubleBE(this.step(8));
  }

  public int16(): number {
    return this.bytes.readInt16BE(this.step(2));
  }

  public int32(): number {
    return this.bytes.readInt32BE(this.step(4));
  }

  /** As a number: beyond 2^53 it would not be exact, and nothing that is read here gets there. */
  public int64(): number {
    return Number(this.bytes.readBigInt64BE(this.step(8)));
  }

  public skip(length: number): this {
    this.step(length);
    return this;
  }

  /** Kafka's nullable string; null reads as empty. */
  public string(): string {
    return this.take(Math.max(0, this.int16())).toString('utf8');
  }

  /** Kafka's nullable string. */
  public nullableString(): string | undefined {
    const length = this.int16();
    return length < 0 ? undefined : this.take(length).toString('utf8');
  }

  /** Bytes, preceded by their length in four bytes; null reads as empty. */
  public buffer(): Buffer {
    return this.take(Math.max(0, this.int32()));
  }

  public array<T>(read: () => T): T[] {
    return Array.from({ length: Math.max(0, this.int32()) }, read);
  }

  public unsigned(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes.readUInt8(this.step(1));
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        return value;
      }
    }
  }

  /** A nullable string of a flexible version; null reads as empty. */
  public compactString(): string {
    return this.take(Math.max(0, this.unsigned() - 1)).toString('utf8');
  }

  /** A nullable string of a flexible version. */
  public nullableCompactString(): string | undefined {
    const length = this.unsigned();
    return length === 0 ? undefined : this.take(length - 1).toString('utf8');
  }

  public compactArray<T>(read: () => T): T[] {
    return Array.from({ length: Math.max(0, this.unsigned() - 1) }, read);
  }

  /** 16 bytes, as Kafka writes them: in the alphabet for URLs. */
  public uuid(): string {
    return this.take(16).toString('base64url');
  }

  /** Passes over tagged fields, but for those that somebody knows by their numbers. */
  public tagged(known: Readonly<Record<number, (field: ByteReader) => void>> = {}): this {
    for (let left = this.unsigned(); left > 0; left--) {
      const number = this.unsigned();
      const field = new ByteReader(this.take(this.unsigned()));
      known[number]?.(field);
    }
    return this;
  }

  private take(length: number): Buffer {
    const at = this.step(length);
    return this.bytes.subarray(at, at + length);
  }

  private step(length: number): number {
    const at = this.#at;
    this.#at += length;
    return at;
  }
}
