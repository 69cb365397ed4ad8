import { parseReachedBrokers } from '../../../../runtime/toolbox/toolbox';

describe('what kafka-broker-api-versions printed', () => {
  test('names the brokers that it reached', () => {
    const output =
      'kafka-broker-1:9095 (id: 1 rack: null) -> (\n\tProduce(0): 0 to 11\n)\nb.c:9095 (id: 12 rack: r1) -> (\n)\n';
    expect(parseReachedBrokers(output)).toEqual(
      new Map([
        [1, 'kafka-broker-1:9095'],
        [12, 'b.c:9095'],
      ]),
    );
  });
});
