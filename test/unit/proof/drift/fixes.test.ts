import { alterations } from '../../../../proof/drift/fixes';

test('settings of one resource are changed at once, in whatever order they are named, and those of others apart from them', () => {
  const broker = { type: 'broker', name: '2' } as const;
  const loggers = { type: 'broker-logger', name: '2' } as const;
  const topic = { type: 'topic', name: 'orders' } as const;
  expect(
    alterations([
      { broker: 2, resource: broker, setting: 'listener.security.protocol.map' },
      { resource: topic, setting: 'cleanup.policy', value: 'compact' },
      { broker: 2, resource: loggers, setting: 'kafka', value: 'INFO' },
      { broker: 2, resource: broker, setting: 'listeners' },
      { broker: 1, resource: { type: 'broker', name: '1' }, setting: 'listeners' },
    ]),
  ).toEqual([
    { broker: 2, resource: broker, settings: { 'listener.security.protocol.map': undefined, listeners: undefined } },
    { broker: undefined, resource: topic, settings: { 'cleanup.policy': 'compact' } },
    { broker: 2, resource: loggers, settings: { kafka: 'INFO' } },
    { broker: 1, resource: { type: 'broker', name: '1' }, settings: { listeners: undefined } },
  ]);
});
