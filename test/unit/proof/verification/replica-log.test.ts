import { parseDump } from '../../../../proof/verification/replica-log';

/** As kafka-dump-log 3.9.2 prints it, with and without the records. */
const OUTPUT = `Dumping /replicas/1/pt.a-b-0/00000000000000000000.log
Log starting offset: 0
baseOffset: 0 lastOffset: 1 count: 2 baseSequence: 0 lastSequence: 1 producerId: -1 producerEpoch: 0 partitionLeaderEpoch: 0 isTransactional: false isControl: false deleteHorizonMs: OptionalLong.empty position: 0 CreateTime: 1795491047209 size: 81 magic: 2 compresscodec: none crc: 367967316 isvalid: true
| offset: 0 CreateTime: 1795491047209 keySize: -1 valueSize: 3 sequence: 0 headerKeys: [] payload: x-1
| offset: 1 CreateTime: 1795491047209 keySize: -1 valueSize: 3 sequence: 1 headerKeys: [] payload: x-2
Dumping /replicas/1/pt.a-b-0/00000000000000000002.log
Log starting offset: 2
baseOffset: 2 lastOffset: 2 count: 1 baseSequence: 0 lastSequence: 0 producerId: -1 producerEpoch: 0 partitionLeaderEpoch: 3 isTransactional: false isControl: false deleteHorizonMs: OptionalLong.empty position: 81 CreateTime: 1795491047239 size: 71 magic: 2 compresscodec: none crc: 3058346363 isvalid: false
| offset: 2 CreateTime: 1795491047239 keySize: -1 valueSize: 3 sequence: 0 headerKeys: [] payload: x-3
Dumping /replicas/2/pt.a-b-0/00000000000000000007.log
Log starting offset: 7
`;

describe('what kafka-dump-log printed', () => {
  const [first, second] = parseDump(OUTPUT, '/replicas');

  test('becomes one log for each broker and partition, over all of its segments', () => {
    expect(first).toMatchObject({ broker: 1, topic: 'pt.a-b', partition: 0, end: 3 });
    expect(first?.batches).toEqual([
      { base: 0, last: 1, count: 2, crc: 367967316, valid: true },
      { base: 2, last: 2, count: 1, crc: 3058346363, valid: false },
    ]);
    expect(first?.records).toEqual([
      { partition: 0, offset: 0, value: 'x-1' },
      { partition: 0, offset: 1, value: 'x-2' },
      { partition: 0, offset: 2, value: 'x-3' },
    ]);
  });

  test('ends, in an empty segment, at the offset that the segment is named by', () => {
    expect(second).toEqual({ broker: 2, topic: 'pt.a-b', partition: 0, end: 7, batches: [], records: [] });
  });

  test('finds a topic below a deeper folder', () => {
    expect(parseDump('Dumping /replicas/3/logs/a-1-2/00000000000000000000.log\n', '/replicas')).toMatchObject([
      { broker: 3, topic: 'a-1', partition: 2 },
    ]);
  });
});
