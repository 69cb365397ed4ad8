// An issuer of tokens, in a container: its keys and its token endpoint by TLS, and tokens of every kind for whoever is in the container.
import { Buffer } from 'node:buffer';
import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const keys = [{ ...createPublicKey(privateKey).export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' }];
const encoded = (part) => Buffer.from(JSON.stringify(part)).toString('base64url');

function token(user, kind) {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: kind === 'other-issuer' ? 'https://elsewhere.invalid' : 'https://guest-issuer',
    aud: kind === 'other-audience' ? ['payroll'] : ['payroll', 'guest'],
    sub: user,
    iat: kind === 'expired' ? now - 7200 : now,
    exp: kind === 'expired' ? now - 3600 : now + 600,
  };
  const text = `${encoded({ alg: 'RS256', kid: 'one' })}.${encoded(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
}

function answer(request, response) {
  if (request.url === '/jwks') {
    response.end(JSON.stringify({ keys }));
    return;
  }
  const [client = '', secret] = Buffer.from((request.headers.authorization ?? '').replace(/^Basic /, ''), 'base64')
    .toString()
    .split(':');
  response.statusCode = request.url === '/token' && secret === `secret-of-${client}` ? 200 : 401;
  response.end(
    JSON.stringify(
      response.statusCode === 200
        ? { access_token: token(client), token_type: 'Bearer', expires_in: 600 }
        : { error: 'invalid_client' },
    ),
  );
}

const tls = { key: readFileSync('/issuer/server.key'), cert: readFileSync('/issuer/server.pem') };
createSecureServer(tls, answer).listen(8443);
createServer((request, response) => {
  const [, user, kind] = (request.url ?? '').split('/');
  response.end(token(user, kind));
}).listen(8080, '127.0.0.1', () => {
  process.stdout.write('serving\n');
});
