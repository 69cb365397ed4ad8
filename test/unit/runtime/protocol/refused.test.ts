import { refusalOf } from '../../../../runtime/protocol/refused';

test('a refusal says what the alert says, and calls a reset connection closed', () => {
  const coded = (code: string): Error => Object.assign(new Error('long text'), { code });
  expect(refusalOf(coded('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED')).reason).toBe('TLS alert: certificate required');
  expect(refusalOf(coded('ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_UNKNOWN')).reason).toBe('TLS alert: certificate unknown');
  expect(refusalOf(coded('ECONNRESET')).reason).toBe('connection closed without an answer');
  expect(refusalOf(coded('ERR_TLS_CERT_ALTNAME_INVALID')).reason).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
});
