import { consumerAnswer } from '../../../../proof/access/topic-read';

describe('a read by the console consumer', () => {
  const timeout = 'ERROR terminating consumer process\norg.apache.kafka.common.errors.TimeoutException\n';

  test('was allowed when it read, or waited in vain', () => {
    expect(consumerAnswer('x\nProcessed a total of 1 messages\n')).toBe('allowed');
    expect(consumerAnswer(`${timeout}Processed a total of 0 messages\n`)).toBe('allowed');
  });

  test('fails to be allowed when it was refused, or anything else went wrong', () => {
    const refused = 'o.a.k.c.e.TopicAuthorizationException: no [t]\nProcessed a total of 0 messages\n';
    expect(consumerAnswer(refused)).toBe('TOPIC_AUTHORIZATION_FAILED');
    expect(consumerAnswer('SslHandshakeException\nProcessed a total of 0 messages')).toBe('SslHandshakeException');
    expect(consumerAnswer('')).toBe('no answer');
  });
});
