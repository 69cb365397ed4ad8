import { namesWithoutCertificate } from '../../../../model/resources/reused-names';
import { Principal, UserLogin } from '../../../../constructs';
import { commandOfStep, synthesize } from '../../fixtures/synth';

const of = (...names: readonly string[]): { readonly principal: string }[] =>
  names.map((name) => ({ principal: `User:${name}` }));

test('names that certificates are looked for of are those of users and rules that are no certificate users', () => {
  const rules = of('client', 'console', '*', 'elsewhere', 'CN=admin,O=x', '../admin', 'two words', 'a'.repeat(65));
  expect(namesWithoutCertificate(of('client', 'alice'), rules, ['client'])).toEqual(['alice', 'console', 'elsewhere']);
});

test.each([
  [[], 'refused'],
  [['UserNameReused'], 'allowed'],
] as const)(
  'the step that issues certificates is told of them, wherever they are declared: allowed %j',
  (allow, last) => {
    const { base } = synthesize({ allow, certificateUsers: ['client'] }, (resources) => {
      resources.addUser('alice');
      resources.addUser('bob', { login: UserLogin.certificate() });
      resources.addTopic('orders', { partitions: 1 }).grantProduce(Principal.external('elsewhere'));
    });
    expect(commandOfStep({ base }, 'dev-keytool').files.get('/step/names')).toBe(
      ['alice', 'elsewhere'].map((name) => `${name}\tdev-identities\tdev\t${last}\n`).join(''),
    );
  },
);
