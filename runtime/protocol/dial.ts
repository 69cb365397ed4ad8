import { connect as connectTcp, isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { certificatesIn } from '../credentials/certificate';
import { patient } from '../patience';
import { bounded } from '../wait';
import { CLOSED, Refused, refusalOf } from './refused';

/** Host and port, as a broker advertises them. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Opens a connection without encryption. */
export type Dial = (address: Address) => Promise<Duplex>;

/** What a client shows, and whom it trusts. */
export interface Tls {
  readonly ca: string;
  readonly certificate?: string;
  readonly key?: string;
  /** Name that the server's certificate must bear; default the address's host. */
  readonly name?: string;
  /** The newest that it knows. With TLS 1.2 a refused certificate shows in the handshake already. Default: as Node. */
  readonly version?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2';
  /** OpenSSL's list of ciphers. Default: Node's own. */
  readonly ciphers?: string;
  /** Whether a server is trusted whose certificate has ended: who comes to have it take up another one. Default: no. */
  readonly evenEnded?: boolean;
}

/** `host:port`, also of an IPv6 address in brackets. */
export function parseAddress(text: string): Address {
  const at = text.lastIndexOf(':');
  return { host: text.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(text.slice(at + 1)) };
}

/** From this machine. */
export const dialDirectly: Dial = async ({ host, port }) => {
  const socket = connectTcp({ host, port });
  await opened(socket, 'connect');
  return socket;
};

/** TLS over a connection that is open. With TLS 1.3 a refused certificate shows in the first exchange only. */
export async function secure(socket: Duplex, { host }: Address, tls: Tls): Promise<Duplex> {
  const name = tls.name ?? host;
  const options: ConnectionOptions = {
    socket,
    host: name,
    ca: tls.ca,
    cert: tls.certificate,
    key: tls.key,
    // Below 1.2 Node goes only when told so.
    ...(tls.version !== undefined && { minVersion: tls.version, maxVersion: tls.version }),
    ...(tls.ciphers !== undefined && { ciphers: tls.ciphers }),
    ...(isIP(name) === 0 && { servername: name }),
    ...(tls.evenEnded === true && { rejectUnauthorized: false }),
  };
  const secured = connectTls(options);
  await opened(secured, 'secureConnect');
  if (!secured.authorized && !hasOnlyEnded(secured, name, tls.ca)) {
    secured.destroy();
    throw new Refused(String(secured.authorizationError));
  }
  return secured;
}

/** OpenSSL tells of one thing that is wrong, and of no second: who signed it, and for whom, is looked at here. */
function hasOnlyEnded(secured: TLSSocket, name: string, ca: string): boolean {
  const shown = secured.getPeerX509Certificate();
  return (
    String(secured.authorizationError) === 'CERT_HAS_EXPIRED' &&
    shown !== undefined &&
    certificatesIn(ca).some((issuer) => shown.checkIssued(issuer) && shown.verify(issuer.publicKey)) &&
    (isIP(name) === 0 ? shown.checkHost(name) : shown.checkIP(name)) !== undefined
  );
}

async function opened(stream: Duplex, event: 'connect' | 'secureConnect'): Promise<void> {
  try {
    await bounded(
      new Promise<void>((done, fail) => {
        stream.once(event, done).once('error', fail);
        stream.once('close', () => {
          fail(new Refused(CLOSED));
        });
      }),
      { within: patient(10), awaiting: 'a connection' },
    );
  } catch (error) {
    stream.destroy();
    throw refusalOf(error);
  }
}
