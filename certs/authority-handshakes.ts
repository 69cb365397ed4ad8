import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import path from 'node:path';
import type { Identity } from '../model/certificates/identity';
import type { Violation } from '../model/violation';
import type { Keystore } from './keystore';
import { testCertificate } from './test-certificate';

/** Why the other side refuses a certificate; null where it does not. */
interface Verdict {
  readonly asServer: string | null;
  readonly asClient: string | null;
}

/** What OpenSSL says, and what is to be done about it. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    /purpose/i,
    'have its certificate, and those above it, issued without extendedKeyUsage, or with all that its certificates are for: serverAuth and clientAuth for servers, clientAuth for clients',
  ],
  [/path.?len/i, 'have those above it issued with a pathlen that lets it sign, or without one'],
  [
    /subtree|constraint/i,
    'have its name constraints, and those above it, permit these names, or rename what they forbid',
  ],
  [/extension/i, 'have it, and those above it, issued without the critical extension that nobody knows'],
  [
    /weak|small/i,
    'have it, and those above it, issued with SHA-256 at least, and keys of RSA 2048 bits or EC P-256 at least',
  ],
  [/hostname/i, 'give the listener another host, which certificates can name'],
];

/**
 * Issues a certificate to everyone whom an authority is to sign, for a key that is thrown away, and has it judged by TLS handshakes: what
 * nobody would trust is found before anything is touched.
 */
export function handshakeViolations(
  subject: string,
  { key, chain }: Keystore,
  identities: readonly Identity[],
): readonly Violation[] {
  const [certificate] = chain;
  if (certificate === undefined || identities.length === 0) {
    return [];
  }
  const { privateKey: holder } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const keyPem = holder.export({ format: 'pem', type: 'pkcs8' });
  const authorities = chain.map((each) => each.toString()).join('');
  const verdicts = handshakesOf(
    identities.map((identity) => ({
      certificate: testCertificate(identity, holder, { key, certificate }),
      key: keyPem,
      authorities,
      hosts: identity.hosts,
    })),
  );
  const refusals = new Map<string, string[]>();
  identities.forEach(({ name, usages }, at) => {
    const { asServer, asClient } = verdicts[at] ?? { asServer: null, asClient: null };
    const reasons = [
      ...(usages.includes('serverAuth') ? [asServer] : []),
      ...(usages.includes('clientAuth') ? [asClient] : []),
    ];
    for (const reason of new Set(reasons.filter((each) => each !== null))) {
      refusals.set(reason, [...(refusals.get(reason) ?? []), name]);
    }
  });
  return [...refusals].map(([reason, names]) => refused(subject, reason, names));
}

/** In a process of its own, since a handshake takes its turns, and a declaration is judged at once. */
function handshakesOf(certificates: readonly object[]): readonly Verdict[] {
  const answer = execFileSync(process.execPath, [path.join(__dirname, 'handshakes.mjs')], {
    input: JSON.stringify(certificates),
    encoding: 'utf8',
    // Without what the tools are loaded by.
    env: { ...process.env, NODE_OPTIONS: '' },
    timeout: 60_000,
    maxBuffer: 1 << 26,
  });
  return JSON.parse(answer) as readonly Verdict[];
}

const SHOWN = 3;

const refused = (subject: string, reason: string, names: readonly string[]): Violation => ({
  code: 'AuthorityUnfit',
  subject,
  rule: 'what it signs must be trusted by whoever trusts the authority: a certificate was issued to each of its holders, and tried',
  value: `${reason} (${[...names.slice(0, SHOWN), ...(names.length > SHOWN ? [`${names.length - SHOWN} more`] : [])].join(', ')})`,
  remedy:
    REMEDIES.find(([pattern]) => pattern.test(reason))?.[1] ??
    'have its certificate issued anew for the same key, without what keeps it from signing these',
});
