import { deployedPasswords } from '../../../../cli/deployment/deployed-passwords';

const login = (username: string, version: string | null): Resource => ({
  type: 'kafka_user_scram_credential',
  instances: [{ attributes: { username, password_wo_version: version } }],
});

interface Resource {
  readonly type: string;
  readonly instances: readonly object[];
}

/** A stack whose state has such resources. */
const stack = (...resources: readonly Resource[]) => ({
  addresses: () => Promise.resolve(resources.map(({ type }) => `${type}.of-no-consequence`)),
  pullState: jest.fn(() => Promise.resolve(JSON.stringify({ version: 4, resources }))),
});

test('states tell the versions of passwords that were written, and of imported ones nothing', async () => {
  const topic = { type: 'kafka_topic', instances: [{ attributes: { name: 'a', username: null } }] };
  expect(
    await deployedPasswords([
      stack(login('a', '1'), login('a', '2'), topic),
      stack(login('b', '3'), login('taken-over', null)),
    ]),
  ).toEqual(
    new Map([
      ['a', new Set([1, 2])],
      ['b', new Set([3])],
    ]),
  );
});

test.each([
  ['that is none', 'nothing'],
  ['whose logins have another form', JSON.stringify({ resources: [{ type: 'kafka_user_scram_credential' }] })],
])('a state %s does not pass for one without passwords', async (_, text) => {
  const unread = { ...stack(login('a', '1')), pullState: () => Promise.resolve(text) };
  await expect(deployedPasswords([unread])).rejects.toThrow('[StateUnreadable]');
});

test('a state without logins is not read', async () => {
  const without = stack({ type: 'kafka_topic', instances: [] });
  expect(await deployedPasswords([without])).toEqual(new Map());
  expect(without.pullState).not.toHaveBeenCalled();
});
