import { listenerLine, publishedListeners } from '../../../../cli/commands/up';
import type { ClusterManifest } from '../../../../model/manifest/manifest';
import { manifest } from '../../fixtures/manifest';

type Listener = ClusterManifest['listeners'][number];

/** What the summary says of a published listener. */
function lineOf(listener: Pick<Listener, 'protocol'> & Partial<Listener>): string | undefined {
  const listeners = [
    { name: 'OPEN', mechanisms: [], scope: 'published' as const, clientCertificate: false, ...listener },
  ];
  const brokers = manifest.brokers.map((broker) => ({
    ...broker,
    advertised: { OPEN: `127.0.0.1:${29_091 + broker.id}` },
  }));
  const [published] = publishedListeners({ listeners, brokers });
  return published && listenerLine(published);
}

const SERVERS = '127.0.0.1:29092,127.0.0.1:29093,127.0.0.1:29094';

describe('The summary of a deployment', () => {
  test('says in words that a listener has no encryption and no login', () => {
    expect(lineOf({ protocol: 'PLAINTEXT' })).toBe(`  OPEN   ${SERVERS}  (PLAINTEXT, not encrypted, no login)`);
  });

  test.each([
    ['SASL_PLAINTEXT', { mechanisms: ['PLAIN'] }, 'SASL_PLAINTEXT, not encrypted, PLAIN'],
    ['SSL', { clientAuth: 'none' }, 'SSL, no login, encrypted'],
    ['SSL', { clientAuth: 'requested' }, 'SSL, client certificate, or no login'],
    ['SSL', { clientCertificate: true }, 'SSL, client certificate'],
    ['SASL_SSL', { mechanisms: ['SCRAM-SHA-256', 'SCRAM-SHA-512'] }, 'SASL_SSL, SCRAM-SHA-256 or SCRAM-SHA-512'],
  ] as const)('says how a listener by %s with %j is reached', (protocol, listener, words) => {
    expect(lineOf({ protocol, ...listener })).toBe(`  OPEN   ${SERVERS}  (${words})`);
  });

  test('is about published listeners alone', () => {
    expect(publishedListeners(manifest).map(({ name }) => name)).toEqual(['SCRAM', 'MTLS']);
  });
});
