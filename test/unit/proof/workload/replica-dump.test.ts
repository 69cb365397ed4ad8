import { inPortions, parseSegment } from '../../../../proof/workload/replica-dump';

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

describe('logs that are dumped', () => {
  const segment = (log: string, base: number, bytes: number) => ({
    ...{ path: `/replicas/1/${log}/${base}.log`, bytes, broker: 1, topic: 't', partition: 0 },
  });

  test('are dumped together as long as their text fits, and each as a whole', () => {
    const [a, b, b2, c] = [segment('t-0', 0, 40), segment('t-1', 0, 50), segment('t-1', 9, 50), segment('t-2', 0, 1)];
    expect(inPortions([a, b, b2, c], 100)).toEqual([[a, b, b2], [c]]);
    expect(inPortions([b, b2, c], 60)).toEqual([[b, b2], [c]]);
    expect(inPortions([])).toEqual([]);
  });
});
