import { once } from 'node:events';
import { connect } from 'node:tls';
import type { Checkout } from './checkout';
import { expectSuccess } from './outcome';

/** SHA-256 of the certificate that each broker serves to clients with certificates. */
export const servedCertificates = (checkout: Checkout): Promise<readonly string[]> =>
  Promise.all(
    checkout.manifest.brokers.map(async ({ advertised }) => {
      const { hostname: host, port } = new URL(`tls://${advertised['MTLS'] ?? ''}`);
      const socket = connect({ host, port: Number(port), rejectUnauthorized: false });
      await once(socket, 'secureConnect');
      const { fingerprint256 } = socket.getPeerCertificate();
      socket.destroy();
      return fingerprint256;
    }),
  );

/** Has those of brokers, ZooKeeper's nodes and controllers end tomorrow, as far as the cluster's own notes tell of that. */
export async function endServersTomorrow(checkout: Checkout): Promise<void> {
  const tomorrow = Math.floor(Date.now() / 1000) + 86_400;
  expectSuccess(
    await checkout.run('docker', [
      ...['run', '--rm', '--user', '0', '--entrypoint', 'sed', '-v', `${checkout.name}-authority:/authority`],
      ...[checkout.manifest.images.kafka, '-i', '-E'],
      `s/^((broker|zookeeper|controller)-[0-9]\\t[0-9]+\\t).*/\\1${tomorrow}/`,
      '/authority/validity/certificates',
    ]),
  );
}
