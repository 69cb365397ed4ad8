import { namesBeyond } from '../../../rollout/certificate-reload';

const certificate = (subjectAltName?: string): { readonly subjectAltName: string | undefined } => ({ subjectAltName });

test('a broker takes up a certificate that names at least what the former one names', () => {
  const served = certificate('IP Address:127.0.0.1, DNS:kafka-broker-1');
  expect(namesBeyond(served, certificate('DNS:kafka-broker-1, DNS:other, IP Address:127.0.0.1'))).toEqual([]);
  expect(namesBeyond(served, certificate('DNS:kafka-broker-1'))).toEqual(['IP Address:127.0.0.1']);
  expect(namesBeyond(certificate(), served)).toEqual([]);
});
