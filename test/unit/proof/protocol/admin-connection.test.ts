import { duplexPair } from 'node:stream';
import type { DescribeAclResource } from 'kafkajs';
import { AdminConnection, CONFIG_SOURCES } from '../../../../proof/protocol/admin-connection';
import { ByteWriter } from '../../../../runtime/protocol/bytes';

/** A connection whose other side answers each request with the next body, and what it was asked. */
function answering(...bodies: readonly ByteWriter[]): { connection: AdminConnection; asked: Buffer[] } {
  const [near, far] = duplexPair();
  const left = [...bodies];
  const asked: Buffer[] = [];
  far.on('data', (request: Buffer) => {
    asked.push(request);
    const body = left.shift()?.toBuffer() ?? Buffer.alloc(0);
    far.write(new ByteWriter().bytes(Buffer.concat([Buffer.alloc(4), body])).toBuffer());
  });
  return { connection: new AdminConnection(near), asked };
}

describe('an administrator’s connection', () => {
  test('reads a configuration with every place at which a setting has a value', async () => {
    const body = new ByteWriter().int32(0).int32(1).int16(0).string(null).int8(4).string('1').int32(1);
    body.string('a').string('x').int8(0).int8(CONFIG_SOURCES.broker).int8(0).int32(2);
    body.string('a').string('x').int8(CONFIG_SOURCES.broker).string('a').string(null).int8(CONFIG_SOURCES.file);
    const { connection } = answering(body);
    expect((await connection.configsOf([{ type: 'broker', name: '1' }])).get('1')).toEqual([
      {
        ...{ name: 'a', value: 'x', source: CONFIG_SOURCES.broker },
        places: [
          { name: 'a', value: 'x', source: CONFIG_SOURCES.broker },
          { name: 'a', value: undefined, source: CONFIG_SOURCES.file },
        ],
      },
    ]);
  });

  test('reads quotas, also those of Kafka’s default entities', async () => {
    const body = new ByteWriter().untagged().int32(0).int16(0).unsigned(0);
    body.compactArray(['user'], (type) =>
      body
        .compactArray([type], () => body.compact(type).unsigned(0).untagged())
        .compactArray(['request_percentage'], (limit) => body.compact(limit).float64(12.5).untagged())
        .untagged(),
    );
    const { connection } = answering(body.untagged());
    expect(await connection.quotas()).toEqual([
      { entity: [{ type: 'user', name: undefined }], limits: { request_percentage: 12.5 } },
    ]);
  });

  test('takes a rule away that kafkajs has no word for, and tells why it can’t', async () => {
    const answer = (error: number, message?: string): ByteWriter => {
      const body = new ByteWriter().untagged().int32(0);
      body.compactArray([error], (code) => body.int16(code).nullableCompact(message).unsigned(1).untagged());
      return body.untagged();
    };
    const rule = JSON.parse(
      '{"resourceType":7,"resourceName":"User:alice","resourcePatternType":3,' +
        '"acls":[{"principal":"User:mallory","host":"*","operation":13,"permissionType":3}]}',
    ) as DescribeAclResource;
    const { connection, asked } = answering(answer(0), answer(31, 'no'));
    await connection.removeRule(rule);
    expect(asked[0]?.includes('\u0007\u000bUser:alice\u0003\u000dUser:mallory\u0002*\u000d\u0003')).toBe(true);
    await expect(connection.removeRule(rule)).rejects.toThrow('CLUSTER_AUTHORIZATION_FAILED: no');
  });

  test('reads credentials with their mechanisms and iterations', async () => {
    const body = new ByteWriter().untagged().int32(0).int16(0).unsigned(0);
    body.compactArray(['intruder'], (user) =>
      body
        .compact(user)
        .int16(0)
        .unsigned(0)
        .compactArray([2], (mechanism) => body.int8(mechanism).int32(4096).untagged())
        .untagged(),
    );
    const { connection } = answering(body.untagged());
    expect(await connection.scramCredentials()).toEqual([
      { user: 'intruder', mechanism: 'SCRAM-SHA-512', iterations: 4096 },
    ]);
  });

  test('takes a setting away, and fails with what the broker says against it', async () => {
    const answer = (error: number, message: string): ByteWriter => {
      const body = new ByteWriter().untagged().int32(0);
      return body
        .compactArray([error], () => body.int16(error).compact(message).int8(4).compact('1').untagged())
        .untagged();
    };
    const { connection, asked } = answering(answer(0, ''), answer(31, 'not you'));
    await connection.alterConfigs({ type: 'broker', name: '' }, { 'log.cleaner.threads': undefined });
    expect(asked[0]?.toString('latin1')).toContain('log.cleaner.threads');
    await expect(connection.alterConfigs({ type: 'broker', name: '1' }, { a: 'b' })).rejects.toMatchObject({
      reason: 'CLUSTER_AUTHORIZATION_FAILED: not you',
    });
  });

  test('takes a quota away', async () => {
    const body = new ByteWriter().untagged().int32(0);
    body
      .compactArray([0], () =>
        body
          .int16(0)
          .unsigned(0)
          .compactArray(['user'], (type) => body.compact(type).unsigned(0).untagged())
          .untagged(),
      )
      .untagged();
    const { connection, asked } = answering(body);
    await connection.removeQuota([{ type: 'user', name: undefined }], ['producer_byte_rate']);
    expect(asked[0]?.toString('latin1')).toContain('producer_byte_rate');
  });
});
