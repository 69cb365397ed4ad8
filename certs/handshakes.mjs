/**
 * Tries certificates as their holders will use them, by TLS handshakes that no network sees: OpenSSL judges them, as it does for most
 * clients of Kafka. Reads from standard input, and answers on standard output, a list with an entry for each.
 *
 *   { certificate, key, authorities, hosts }   PEM, and the names of the server; none where it is a client's alone
 *   { asServer, asClient }                      why the other side refuses it; null where it does not
 */
import { isIP } from 'node:net';
import { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { checkServerIdentity, connect, createServer } from 'node:tls';

/** What newer distributions demand of keys and digests. */
const ciphers = 'DEFAULT@SECLEVEL=2';

/** Two ends of one connection. */
function pair() {
  const ends = [];
  for (const other of [1, 0]) {
    ends.push(
      new Duplex({
        read() {},
        write(chunk, _, done) {
          ends[other].push(chunk);
          done();
        },
        final(done) {
          ends[other].push(null);
          done();
        },
      }),
    );
  }
  return ends;
}

/** One handshake: what each side holds against the other, by the code of it; or what the client says when it refuses. */
function handshake({ certificate: cert, key, authorities: ca, hosts }, inWords = false) {
  return new Promise((resolve) => {
    const [near, far] = pair();
    const verdicts = {};
    const note = (verdict) => {
      Object.assign(verdicts, verdict);
      if (inWords || ('asServer' in verdicts && 'asClient' in verdicts)) {
        near.destroy();
        far.destroy();
        resolve(verdicts);
      }
    };
    const server = createServer({ cert, key, ca, ciphers, requestCert: true, rejectUnauthorized: false });
    server.on('secureConnection', (socket) => {
      socket.on('error', () => undefined);
      if (!inWords) {
        note({ asClient: socket.authorized ? null : String(socket.authorizationError) });
      }
    });
    server.on('tlsClientError', (error) => {
      if (!inWords) {
        note({ asClient: error.message });
      }
    });
    server.emit('connection', far);
    const client = connect({
      ...{
        socket: near,
        cert,
        key,
        ca,
        ciphers,
        servername: hosts.find((host) => isIP(host) === 0),
        rejectUnauthorized: inWords,
      },
      checkServerIdentity: (_, served) =>
        hosts.map((host) => checkServerIdentity(host, served)).find((error) => error !== undefined),
    });
    client.on('secureConnect', () => {
      note({ asServer: client.authorized ? null : String(client.authorizationError) });
    });
    client.on('error', (error) => note({ asServer: error.message }));
  });
}

/** OpenSSL has more reasons than Node has codes for: then its words are asked for, which are the same for either side. */
async function verdict(each) {
  const codes = await handshake(each);
  if (!Object.values(codes).includes('UNSPECIFIED')) {
    return codes;
  }
  const { asServer: words } = await handshake(each, true);
  return Object.fromEntries(Object.entries(codes).map(([side, code]) => [side, code === 'UNSPECIFIED' ? words : code]));
}

const verdicts = [];
for (const each of JSON.parse(await text(process.stdin))) {
  verdicts.push(await verdict(each));
}
process.stdout.write(JSON.stringify(verdicts));
