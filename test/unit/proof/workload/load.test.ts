import { KafkaJSConnectionError, KafkaJSNonRetriableError, KafkaJSProtocolError, type Kafka } from 'kafkajs';
import { Duration } from '../../../../model/units/duration';
import { Load, outcomeOf, reasonOf, wasRefused } from '../../../../proof/workload/load';
import { until } from '../../../../runtime/wait';

const protocolError = (type: string): Error =>
  Object.assign(new Error('wrapped'), { cause: Object.assign(new Error(type), { type }) });

describe('a send that ended in an error', () => {
  test.each(['NOT_ENOUGH_REPLICAS', 'TOPIC_AUTHORIZATION_FAILED', 'MESSAGE_TOO_LARGE'])(
    'was refused when the broker said %s',
    (type) => {
      expect(outcomeOf(protocolError(type))).toBe('failed');
    },
  );

  test('is unknown when a connection was refused, which may have been the one to the next leader', () => {
    expect(outcomeOf(Object.assign(new Error('Connection error'), { code: 'ECONNREFUSED' }))).toBe('unknown');
  });

  test.each(['NOT_ENOUGH_REPLICAS_AFTER_APPEND', 'REQUEST_TIMED_OUT', 'NOT_LEADER_FOR_PARTITION'])(
    'is unknown when the broker said %s, which it also says after the append',
    (type) => {
      expect(outcomeOf(protocolError(type))).toBe('unknown');
    },
  );

  test.each([
    ['a connection that closed', Object.assign(new Error('Closed connection'), { code: 'ECONNRESET' })],
    ['anything else', new Error('boom')],
    ['what is no error', 'boom'],
  ])('is unknown after %s', (_, error) => {
    expect(outcomeOf(error)).toBe('unknown');
  });

  test('gives the innermost type or code as its reason', () => {
    expect(reasonOf(protocolError('REQUEST_TIMED_OUT'))).toBe('REQUEST_TIMED_OUT');
    expect(reasonOf(new Error('boom\nat x'))).toBe('boom');
  });

  test('gives the reason of the first of several errors', () => {
    const several = Object.assign(new Error('Topic creation errors'), {
      errors: [protocolError('INVALID_REPLICATION_FACTOR')],
    });
    expect(reasonOf(several)).toBe('INVALID_REPLICATION_FACTOR');
  });

  test('gives the reason of errors as kafkajs wraps them', () => {
    const refused = new KafkaJSConnectionError('Connection error', { broker: 'b:1', code: 'ECONNREFUSED' });
    expect(reasonOf(Object.assign(new KafkaJSNonRetriableError(refused), { cause: refused }))).toBe('ECONNREFUSED');
    expect(reasonOf(new KafkaJSProtocolError(Object.assign(new Error('x'), { type: 'UNKNOWN', code: 1 })))).toBe(
      'UNKNOWN',
    );
  });
});

describe('a value for which no producer could connect', () => {
  test('is certainly not stored, and was refused by nobody', async () => {
    const producer = {
      connect: () => Promise.reject(Object.assign(new Error('Connection error'), { code: 'ECONNREFUSED' })),
    };
    const load = new Load({ producer: () => producer } as unknown as Kafka, 't', 1);
    await load.stop();
    expect(load.sends[0]).toMatchObject({ outcome: 'failed', reason: 'not sent: ECONNREFUSED' });
    expect(load.sends.some(wasRefused)).toBe(false);
  });

  test('differs from one that a broker refused', () => {
    expect(wasRefused({ outcome: 'failed', reason: 'NOT_ENOUGH_REPLICAS' })).toBe(true);
    expect(wasRefused({ outcome: 'unknown', reason: 'REQUEST_TIMED_OUT' })).toBe(false);
  });
});

describe('a producer', () => {
  /** How many producers a load makes when its first sends end so, and all others well. */
  const made = async (...failures: readonly Error[]): Promise<number> => {
    const left = [...failures];
    let producers = 0;
    let sends = 0;
    const client = {
      producer: () => {
        producers += 1;
        return {
          connect: () => Promise.resolve(),
          disconnect: () => Promise.resolve(),
          send: () => {
            sends += 1;
            const failure = left.shift();
            return failure === undefined ? Promise.resolve([{ baseOffset: '0' }]) : Promise.reject(failure);
          },
        };
      },
    };
    const load = new Load(client as unknown as Kafka, 't', 1);
    await until(() => sends > failures.length, { within: Duration.minutes(1), awaiting: 'a send that goes well' });
    await load.stop();
    return producers;
  };
  const moved = protocolError('NOT_LEADER_FOR_PARTITION');

  test('that is told of another leader sends to that, without another connection', async () => {
    expect(await made(moved)).toBe(1);
    expect(await made(moved, moved, moved)).toBe(1);
  });

  test('that is told so again and again takes the word of nobody, and is followed by another one', async () => {
    expect(await made(moved, moved, moved, moved)).toBe(2);
  });

  test('whose connection was closed is followed by another one', async () => {
    expect(await made(Object.assign(new Error('Closed connection'), { code: 'ECONNRESET' }))).toBe(2);
  });
});
