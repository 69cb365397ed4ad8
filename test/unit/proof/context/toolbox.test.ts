import { parseConsole } from '../../../../proof/workload/console-reader';
import { parseSegment, reasonFor } from '../../../../proof/context/toolbox';
import { endsIn } from '../../../../proof/workload/topic-ranges';

describe('a file below the replicas’ folder', () => {
  test('is a segment of a topic whose name may hold dots and dashes', () => {
    expect(parseSegment('120 /replicas/2/my-topic.v1-0/00000000000000000042.log')).toEqual({
      path: '/replicas/2/my-topic.v1-0/00000000000000000042.log',
      bytes: 120,
      broker: 2,
      topic: 'my-topic.v1',
      partition: 0,
    });
  });

  test.each([
    '0 /replicas/1/a-0.0123456789abcdef-delete/00000000000000000000.log',
    '0 /replicas/1/a-0/00000000000000000000.index',
    'garbage',
  ])('fails to be one when it is %s', (line) => {
    expect(parseSegment(line)).toBeUndefined();
  });
});

describe('why a tool failed', () => {
  test('is the last of its lines that tells of an error', () => {
    const output = '[x] ERROR Authentication failed (o.a.k)\n\tat a.b\nlog4j:WARN No appenders\nbye\n';
    expect(reasonFor(1, '20s', output)).toBe('exit code 1: [x] ERROR Authentication failed (o.a.k)');
  });

  test('is that it took too long, when timeout ended it', () => {
    expect(reasonFor(124, '20s', '')).toBe('no end within 20s: no message');
  });
});

describe('what the console consumer printed', () => {
  test('becomes records with their partition, offset and value', () => {
    expect(parseConsole('Partition:2\tOffset:17\t2-4\nOffset:1\tPartition:0\tx\ty\n\n')).toEqual([
      { partition: 2, offset: 17, value: '2-4' },
      { partition: 0, offset: 1, value: 'x\ty' },
    ]);
  });
});

describe('the end of a partition', () => {
  test('is looked up by topic and partition, and is 0 where there is none', () => {
    const end = endsIn(new Map([['t', [{ partition: 1, low: 0, high: 9 }]]]));
    expect([end('t', 1), end('t', 0), end('x', 1)]).toEqual([9, 0, 0]);
  });
});
