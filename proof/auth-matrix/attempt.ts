import type { Violation } from '../../model/violation';
import type { ResultTable } from '../context/check';
import { lateMark } from '../context/late';

/** The expected outcome of an attempt: let in, or refused for one of these reasons. */
export type Expectation = 'let in' | readonly RegExp[];

/** How each wrong identity must be refused. TLS 1.2 and 1.3 have different alerts for the same thing. */
export const REFUSALS = {
  noCertificate: [/^TLS alert: (certificate required|bad certificate|(sslv3 )?handshake failure)$/],
  foreignCertificate: [/^TLS alert: (certificate unknown|unknown ca|bad certificate)$/],
  untrustedServer: [
    /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?)$/,
  ],
  weakEncryption: [/^TLS alert: (protocol version|(sslv3 )?handshake failure|insufficient security)$/],
  otherHost: [/^ERR_TLS_CERT_ALTNAME_INVALID$/],
  plaintext: [/^(answered in another protocol|connection closed without an answer)$/],
  unauthenticated: [/^connection closed without an answer$/],
  credentials: [/^SASL_AUTHENTICATION_FAILED$/],
  mechanism: [/^UNSUPPORTED_SASL_MECHANISM$/],
  rights: [/^TOPIC_AUTHORIZATION_FAILED$/],
  closed: [/^ECONNREFUSED$/],
  unreachable: [/^(ENOTFOUND|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/],
} as const satisfies Readonly<Record<string, readonly RegExp[]>>;

/** What stands for an answer that did not come. */
export const NO_ANSWER = 'no answer in time';

/** What one server answered: `let in`, or why not. */
export interface Answer {
  /** Which server. */
  readonly at: string;
  readonly actual: string;
}

/** One identity that was tried at one listener, and every server's answer. */
export interface Attempt {
  readonly listener: string;
  /** How it logged in: a SASL mechanism, `certificate`, or `-`. */
  readonly by: string;
  /** Who tried, or with what. */
  readonly identity: string;
  readonly expected: Expectation;
  readonly answers: readonly Answer[];
}

/** Why an answer is wrong; undefined when it is as expected. */
function wrongness(
  expected: Expectation,
  actual: string,
): 'IdentityRefused' | 'IdentityLetIn' | 'RefusalDiffers' | undefined {
  if (expected === 'let in') {
    return actual === 'let in' ? undefined : 'IdentityRefused';
  }
  if (actual === 'let in') {
    return 'IdentityLetIn';
  }
  return expected.some((reason) => reason.test(actual)) ? undefined : 'RefusalDiffers';
}

const RULES = {
  IdentityRefused: 'must be let in',
  IdentityLetIn: 'must be refused',
  RefusalDiffers: 'must be refused for its own reason, or nothing is known of it',
} as const;

const REMEDIES = {
  IdentityRefused: 'see that the server runs (docker ps -a, docker logs), then run npm run clients',
  IdentityLetIn:
    'compare the servers’ configuration and the ACLs with the declaration (npm run plan), then run npm run deploy',
  RefusalDiffers: 'see whether the server runs (docker ps -a, docker logs), and run it again',
} as const;

/** Whether an answer is what was expected. */
export const isExpected = (expected: Expectation, actual: string): boolean => wrongness(expected, actual) === undefined;

/** What is wrong in an attempt: one violation for all servers that answered the same. */
export function attemptViolations({ listener, by, identity, expected, answers }: Attempt): Violation[] {
  return [...byAnswer(answers)].flatMap(([actual, servers]): Violation[] => {
    const code = wrongness(expected, actual);
    return code === undefined
      ? []
      : [
          {
            code,
            subject: `${identity}${by === '-' ? '' : ` by ${by}`} at ${listener}, ${listServers(servers)}`,
            rule: RULES[code],
            value: actual,
            remedy: REMEDIES[code],
            ...lateMark(actual === NO_ANSWER),
          },
        ];
  });
}

/** Every attempt in a row, for each answer that it got. */
export function attemptTable(attempts: readonly Attempt[]): ResultTable {
  return {
    columns: ['listener', 'mechanism', 'identity', 'at', 'what happened, and why'],
    rows: attempts.flatMap(({ listener, by, identity, expected, answers }) =>
      [...byAnswer(answers)].map(([actual, servers]) => [
        listener,
        by,
        identity,
        listServers(servers),
        `${isExpected(expected, actual) ? '' : 'WRONG, '}${actual === 'let in' ? actual : `refused: ${actual}`}`,
      ]),
    ),
  };
}

function byAnswer(answers: readonly Answer[]): ReadonlyMap<string, readonly string[]> {
  const servers = new Map<string, string[]>();
  for (const { at, actual } of answers) {
    servers.set(actual, [...(servers.get(actual) ?? []), at]);
  }
  return servers;
}

/** `broker 1, 2, 3` for `broker 1`, `broker 2` and `broker 3`. */
function listServers(servers: readonly string[]): string {
  return servers.map((server, at) => (at === 0 ? server : server.replace(/^\D+ /, ''))).join(', ');
}
