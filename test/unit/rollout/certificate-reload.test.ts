import type { ManifestBroker } from '../../../model/manifest/manifest';
import { isDown, namesBeyond, whereTheyAre } from '../../../rollout/certificate-reload';

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

test('a broker that is about to get other ports is asked where it is until then', () => {
  const broker = { container: 'kafka-broker-1', advertised: { MTLS: '127.0.0.1:29192', NEW: '127.0.0.1:29292' } };
  const standing = { container: 'kafka-broker-1', advertised: { MTLS: '127.0.0.1:19192' } };
  const [now] = whereTheyAre([broker as unknown as ManifestBroker], [standing]);
  expect(now?.advertised).toEqual({ MTLS: '127.0.0.1:19192', NEW: '127.0.0.1:29292' });
  const [gone] = whereTheyAre([broker as unknown as ManifestBroker], []);
  expect(gone?.advertised).toEqual(broker.advertised);
});
