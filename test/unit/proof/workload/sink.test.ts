import { makeSinkFolder, Sink } from '../../../../proof/workload/sink';

describe('the sink', () => {
  const { file, remove } = makeSinkFolder();
  afterAll(remove);
  const records = [
    { offset: 3, value: 'a' },
    { offset: 5, value: 'b' },
  ];

  test('stores rows with the offset to go on from, and takes nothing a second time', () => {
    const sink = new Sink(file);
    sink.store(1, records);
    sink.store(1, [...records, { offset: 6, value: 'c' }]);
    expect([sink.next(1), sink.next(0), sink.count()]).toEqual([7, 0, 3]);
    sink.close();
  });

  test('keeps what was committed when it is opened again, also past the lock of a process that was killed', () => {
    const killed = new Sink(file);
    const next = new Sink(file);
    expect(next.rows().map(({ partition, value }) => `${partition}${value}`)).toEqual(['1a', '1b', '1c']);
    next.close();
    killed.close();
  });

  test('fails as a whole when it fails amid a transaction: neither rows nor offset are there', () => {
    const sink = new Sink(file);
    const broken = (): never => {
      throw new Error('amid');
    };
    expect(() => {
      sink.store(0, records, broken);
    }).toThrow('amid');
    expect([sink.next(0), sink.count()]).toEqual([0, 3]);
    sink.close();
  });
});
