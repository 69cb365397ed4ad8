import { planRefused, refusedLogins, rewritingText, triedOnce } from '../../../../cli/deployment/refused-logins';
import { NOTHING_FORCED } from '../../../../cli/terraform/forced';
import type { SavedPlan } from '../../../../cli/terraform/terraform';
import type { ManifestUser } from '../../../../model/manifest/manifest';
import { type ScramLogin, scramLogins } from '../../../../runtime/kafka/scram-logins';
import { manifest } from '../../fixtures/manifest';

jest.mock('../../../../runtime/kafka/scram-logins');

const LOGIN = 'kafka_user_scram_credential.kafka-user1-SCRAM-SHA-512';
const NAME = 'kafka-user1-SCRAM-SHA-512';
const files = { clients: 'clients', passwordsFile: 'passwords' };
const login: ScramLogin = { user: 'user1', mechanism: 'SCRAM-SHA-512', version: 1, verdict: 'refused' };
const user = (changes: Partial<ManifestUser>): ManifestUser => ({
  ...{ name: 'user1', principal: 'User:user1', authentication: 'scram', superUser: false },
  mechanisms: ['SCRAM-SHA-512'],
  ...changes,
});

/** What is refused of a user's logins, where brokers answer so to whoever is asked for. */
async function refused(
  users: readonly ManifestUser[],
  answers: readonly ScramLogin[],
  passwords: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  jest
    .mocked(scramLogins)
    .mockImplementation((declared, _, { isWanted = () => true } = {}) =>
      Promise.resolve(
        answers.filter((each) =>
          declared.users.some((one) => one.name === each.user && isWanted(one, new Map(Object.entries(passwords)))),
        ),
      ),
    );
  return await refusedLogins(files, { ...manifest, users });
}

describe('A login is written anew', () => {
  test('where a broker refuses it, and neither where it lets in nor where nobody could tell', async () => {
    const answers = (['accepted', 'unknown', 'refused'] as const).map((verdict, index) => ({
      ...{ ...login, user: `a_${index}`, verdict },
    }));
    const users = answers.map(({ user: name }) => user({ name }));
    expect(await refused(users, answers)).toEqual(['kafka_user_scram_credential.kafka-a__2-SCRAM-SHA-512']);
  });

  test('with the present password, and never with a former one, which need not be known here', async () => {
    const changing = user({ passwordVersion: 2, former: 'SCRAM-SHA-512', mechanisms: ['SCRAM-SHA-256'] });
    const present: ScramLogin = { ...login, mechanism: 'SCRAM-SHA-256', version: 2 };
    expect(await refused([changing], [present, login], { 'user1#2': 'x' })).toEqual([
      'kafka_user_scram_credential.kafka-user1-SCRAM-SHA-256',
    ]);
  });

  test('not where a later version’s is under the user’s name alone, which may be the one before', async () => {
    const later = user({ passwordVersion: 2 });
    expect(await refused([later], [{ ...login, version: 2 }], { user1: 'x' })).toEqual([]);
    expect(await refused([later], [{ ...login, version: 2 }], { 'user1#2': 'x' })).toEqual([LOGIN]);
  });

  test('not of a user that was taken over with a password of its own', async () => {
    expect(await refused([user({ passwordVersion: 0 })], [{ ...login, version: 0 }])).toEqual([]);
  });
});

describe('A stack with refused logins', () => {
  let plans: (readonly string[])[];
  beforeEach(() => {
    plans = [];
  });

  /** A plan that does this before anything is forced. */
  const planned = (first: Readonly<Record<string, string>>, addresses: readonly string[]): Promise<SavedPlan> =>
    planRefused(
      {
        declares: (address) => address === LOGIN,
        plan: (_, options) => {
          const { forced: { logins = [] } = NOTHING_FORCED } = options ?? {};
          plans.push(logins);
          const forced = logins.map((address) => [address, 'replace'] as const);
          const all = new Map([...Object.entries(first), ...forced]);
          return Promise.resolve({ stack: 's', file: 'f', planned: all, drifted: new Set(), changes: all.size > 0 });
        },
      },
      () => Promise.resolve(addresses),
    );

  test('is planned anew with them, and with nothing that another stack declares', async () => {
    const plan = await planned({ 'kafka_topic.a': 'update' }, [
      LOGIN,
      'kafka_user_scram_credential.kafka-other-SCRAM-SHA-512',
    ]);
    expect([...plan.planned]).toEqual([
      ['kafka_topic.a', 'update'],
      [LOGIN, 'replace'],
    ]);
    expect(plans).toEqual([[], [LOGIN]]);
  });

  test.each(['create', 'update', 'replace'])(
    'is planned once where its plan does something to them anyway: %s',
    async (action) => {
      expect([...(await planned({ [LOGIN]: action }, [LOGIN])).planned]).toEqual([[LOGIN, action]]);
      expect(plans).toHaveLength(1);
    },
  );

  test('is planned once where none is refused', async () => {
    expect((await planned({}, [])).changes).toBe(false);
    expect(plans).toHaveLength(1);
  });

  test('tells people which, and tries them once for all stacks', async () => {
    expect(
      rewritingText([
        [LOGIN, 'update'],
        ['kafka_topic.a', 'replace'],
      ]),
    ).toEqual([]);
    expect(rewritingText([[LOGIN, 'replace']])).toEqual([`passwords that are refused are written again: ${NAME}`]);
    const tries = jest.fn(() => Promise.resolve([LOGIN]));
    const tried = triedOnce(tries);
    expect(await Promise.all([tried(), tried()])).toEqual([[LOGIN], [LOGIN]]);
    expect(tries).toHaveBeenCalledTimes(1);
  });
});
