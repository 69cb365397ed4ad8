import { isDown, namesBeyond } from '../../../rollout/certificate-reload';

const certificate = (subjectAltName?: string): { readonly subjectAltName: string | undefined } => ({ subjectAltName });

test('a broker takes up a certificate that names at least what the former one names', () => {
  const served = certificate('IP Address:127.0.0.1, DNS:kafka-broker-1');
  expect(namesBeyond(served, certificate('DNS:kafka-broker-1, DNS:other, IP Address:127.0.0.1'))).toEqual([]);
  expect(namesBeyond(served, certificate('DNS:kafka-broker-1'))).toEqual(['IP Address:127.0.0.1']);
  expect(namesBeyond(certificate(), served)).toEqual([]);
});

test('a broker that never answered and is not healthy reads its certificate when it starts again, and keeps no deployment from mending it', () => {
  const state = (Status: string): { readonly State: { readonly Health: { readonly Status: string } } } => ({
    State: { Health: { Status } },
  });
  expect(isDown(false, state('unhealthy'))).toBe(true);
  expect(isDown(false, state('starting'))).toBe(true);
  expect(isDown(false, state('healthy'))).toBe(false);
  expect(isDown(true, state('unhealthy'))).toBe(false);
});
