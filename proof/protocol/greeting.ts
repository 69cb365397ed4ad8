import type { Duplex } from 'node:stream';
import { isIP } from 'node:net';
import { checkServerIdentity, connect, type PeerCertificate } from 'node:tls';
import { patient } from '../../runtime/patience';
import { bounded } from '../../runtime/wait';
import type { Address } from '../../runtime/protocol/dial';
import { CLOSED, Refused } from '../../runtime/protocol/refused';

/** What a server shows of itself in a TLS handshake, whatever a client may think of it. */
export interface Greeting {
  /** Why whoever trusts the declared authority alone does not trust it; absent when it does. */
  readonly untrusted?: string;
  /** Why it is not for the host that was asked for; absent when it is. */
  readonly otherHost?: string;
  readonly issuer: string;
  readonly ends: Date;
  /** The connection, encrypted. */
  readonly stream: Duplex;
}

/**
 * Opens TLS, and looks at the server's certificate.
 *
 * @param shown A certificate of one's own, for a server that ends the handshake without one (TLS 1.2).
 */
export async function greet(
  socket: Duplex,
  { host }: Address,
  authority: string,
  shown?: { readonly certificate: string; readonly key: string },
): Promise<Greeting> {
  const stream = connect({
    socket,
    host,
    ca: authority,
    cert: shown?.certificate,
    key: shown?.key,
    // What is wrong with it is what is asked for here; nothing secret is said over this connection.
    rejectUnauthorized: false,
    ...(isIP(host) === 0 && { servername: host }),
  });
  // A server that wants a certificate says so after the handshake.
  stream.on('error', () => undefined);
  await bounded(
    new Promise<void>((done, fail) => {
      stream.once('secureConnect', done).once('error', fail);
      stream.once('close', () => {
        fail(new Refused(CLOSED));
      });
    }),
    { within: patient(10), awaiting: 'a TLS handshake' },
  );
  const certificate = stream.getPeerCertificate();
  const untrusted = stream.authorized ? undefined : String(stream.authorizationError);
  return {
    // The name is looked at by itself.
    untrusted: untrusted === 'ERR_TLS_CERT_ALTNAME_INVALID' ? undefined : untrusted,
    otherHost: checkServerIdentity(host, certificate)?.message,
    issuer: distinguishedName(certificate),
    ends: new Date(certificate.valid_to),
    stream,
  };
}

const distinguishedName = ({ issuer }: PeerCertificate): string =>
  Object.entries(issuer)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(',');
