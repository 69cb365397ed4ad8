import { Principal } from '../../../../constructs';
import { codesOf } from '../../fixtures/cluster';

test('a principal from elsewhere is named as the authorizer sees it', () => {
  expect(Principal.external('CN=billing,O=example').principal).toBe('User:CN=billing,O=example');
  expect(Principal.everyone().principal).toBe('User:*');
});

test.each(['', 'User:billing', ' billing'])('a principal from elsewhere fails as %j', (name) => {
  expect(codesOf(() => Principal.external(name))).toEqual(['PrincipalIllegal']);
});
