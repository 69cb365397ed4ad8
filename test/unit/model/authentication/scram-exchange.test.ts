import { ScramExchange } from '../../../../model/authentication/scram-exchange';

describe('SCRAM', () => {
  // RFC 7677, section 3.
  const login = new ScramExchange('SCRAM-SHA-256', 'user', 'pencil', 'rOprNGfwEbeRWgbNEkqO');

  test('answers the challenge of the RFC’s example', () => {
    expect(login.first()).toBe('n,,n=user,r=rOprNGfwEbeRWgbNEkqO');
    expect(login.answer('r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096')).toBe(
      'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
    );
  });

  test('fails to trust a server that does not know the password', () => {
    expect(login.trusts('v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=')).toBe(true);
    expect(login.trusts('v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=')).toBe(false);
    expect(login.trusts('e=other-error')).toBe(false);
  });

  test('fails with a challenge that is not for this login', () => {
    expect(() => login.answer('r=other,s=QQ==,i=4096')).toThrow('not for this login');
  });
});
