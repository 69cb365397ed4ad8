import type { Admin } from 'kafkajs';
import { Duration } from '../../../../model/units/duration';
import { brokerSettings, topicSettings } from '../../../../runtime/kafka/resource-settings';

const WAIT = { within: Duration.seconds(5), awaiting: 'settings', every: Duration.milliseconds(1) };

/** Answers the first requests with an error, then by what each resource is set to. */
const failing = (times: number): { readonly admin: Pick<Admin, 'describeConfigs'>; readonly asked: unknown[] } => {
  const asked: unknown[] = [];
  const describeConfigs = (request: Parameters<Admin['describeConfigs']>[0]) => {
    asked.push(request);
    return asked.length <= times
      ? Promise.reject(new Error('not yet'))
      : Promise.resolve({
          resources: request.resources.map(({ name }) => ({
            resourceName: name,
            configEntries: [{ configName: 'a', configValue: `of ${name}` }],
          })),
        });
  };
  return { admin: { describeConfigs } as unknown as Pick<Admin, 'describeConfigs'>, asked };
};

test('what topics are set to is asked again until it is answered', async () => {
  const { admin, asked } = failing(2);
  const found = await topicSettings(admin, ['t', 'u'], undefined, WAIT);
  expect([...found].map(([topic, settings]) => [topic, settings.get('a')?.configValue])).toEqual([
    ['t', 'of t'],
    ['u', 'of u'],
  ]);
  expect(asked).toHaveLength(3);
});

test('brokers are told by their ids, and asked for no more than is wanted', async () => {
  const { admin, asked } = failing(0);
  const found = await brokerSettings(admin, [2], ['a'], WAIT);
  expect(found.get(2)?.get('a')?.configValue).toBe('of 2');
  expect(asked).toMatchObject([{ resources: [{ name: '2', configNames: ['a'] }] }]);
});

test('nothing is asked about no topic', async () => {
  const { admin, asked } = failing(0);
  expect((await topicSettings(admin, [], undefined, WAIT)).size).toBe(0);
  expect(asked).toEqual([]);
});

test('fails with what was answered last when time is up', async () => {
  const { admin } = failing(Infinity);
  const brief = { ...WAIT, within: Duration.milliseconds(20) };
  await expect(topicSettings(admin, ['t'], undefined, brief)).rejects.toMatchObject({ last: 'not yet' });
});
