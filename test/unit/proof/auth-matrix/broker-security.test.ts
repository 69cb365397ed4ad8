import { securityViolations } from '../../../../proof/auth-matrix/broker-security';

const declared = {
  listeners: [{ name: 'SCRAM', protocol: 'SASL_SSL', mechanisms: [], scope: 'published', clientCertificate: false }],
} as const;
const settings = (more: Readonly<Record<string, string>> = {}): ReadonlyMap<string, string> =>
  new Map(
    Object.entries({
      listeners: 'SCRAM://0.0.0.0:9092',
      'listener.security.protocol.map': 'SCRAM:SASL_SSL',
      'authorizer.class.name': 'kafka.security.authorizer.AclAuthorizer',
      ...more,
    }),
  );
const codes = (more?: Readonly<Record<string, string>>): string[] =>
  securityViolations(declared, 1, settings(more)).map(({ code }) => code);

test('a broker with the declared listeners and an authorizer has no violation', () => {
  expect(codes()).toEqual([]);
});

test('fails with a listener that is not declared, named with its protocol', () => {
  const more = {
    listeners: 'SCRAM://0.0.0.0:9092,OPEN://0.0.0.0:9099',
    'listener.security.protocol.map': 'SCRAM:SASL_SSL,OPEN:PLAINTEXT',
  };
  expect(securityViolations(declared, 1, settings(more))).toMatchObject([
    { code: 'ListenerUndeclared', value: 'OPEN (PLAINTEXT)' },
  ]);
});

test('fails with a listener that speaks another protocol than declared', () => {
  expect(codes({ 'listener.security.protocol.map': 'SCRAM:SASL_PLAINTEXT' })).toEqual(['ListenerProtocolDiffers']);
});

test('fails without an authorizer', () => {
  expect(codes({ 'authorizer.class.name': '' })).toEqual(['AuthorizerMissing']);
});
