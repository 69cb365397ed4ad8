import type { Duplex } from 'node:stream';
import { isEncrypted, usesSasl } from '../../model/authentication/listener-protocol';
import type { ManifestListener } from '../../model/manifest/manifest';
import type { KeyPair } from '../../model/authentication/probe-identity';
import type { Violation } from '../../model/violation';
import { Interrupted, messageOf, TimedOut } from '../../runtime/wait';
import { serverKeys } from '../auth-matrix/probe-credentials';
import { distinct } from '../context/check';
import { parseAddress, type Address, type Dial } from '../../runtime/protocol/dial';
import { KafkaConnection } from '../protocol/kafka-connection';
import { refusalOf } from '../../runtime/protocol/refused';
import { greet, type Greeting } from '../protocol/greeting';
import type { DriftFixture } from './drift-fixture';
import type { DriftArea, DriftResult } from './deviation';

const REMEDY = 'run npm run plan to see what differs, then npm run deploy';

/** Where a server answers. */
interface Endpoint {
  /** How a violation names it. */
  readonly subject: string;
  readonly address: Address;
  readonly dial: Dial;
  /** Absent for a metadata server. */
  readonly listener?: ManifestListener;
  /** What it lets in, where it ends the handshake without. */
  readonly shown?: KeyPair;
}

/** SASL mechanisms that a listener offers and that nobody declared for it, or does not offer. */
export function mechanismViolations(
  subject: string,
  declared: readonly string[],
  offered: readonly string[],
): Violation[] {
  return [
    ...offered
      .filter((mechanism) => !declared.includes(mechanism))
      .map((mechanism) => ({
        code: 'MechanismUndeclared',
        subject,
        rule: `must offer the declared mechanisms alone (${declared.join(', ')})`,
        value: mechanism,
        remedy: REMEDY,
      })),
    ...declared
      .filter((mechanism) => !offered.includes(mechanism))
      .map((mechanism) => ({
        code: 'MechanismMissing',
        subject,
        rule: `must offer ${mechanism}, as declared`,
        value: offered.join(', ') || 'none',
        remedy: REMEDY,
      })),
  ];
}

/** What is wrong with a certificate that a server shows: of another authority, for another host, or over. */
export function certificateViolations(
  subject: string,
  { untrusted, otherHost, issuer, ends }: Greeting,
  now: Date,
): Violation[] {
  const violation = (code: string, rule: string, value: string): Violation => ({
    code,
    subject,
    rule,
    value,
    remedy: 'raise certificateVersion and run npm run deploy, which issues every certificate anew',
  });
  const ended = ends.getTime() <= now.getTime();
  return [
    ...(ended
      ? [violation('CertificateEnded', 'must show a certificate that is valid', `over since ${ends.toISOString()}`)]
      : []),
    ...(untrusted !== undefined && !ended
      ? [
          violation(
            'CertificateForeign',
            'must show a certificate of the declared authority',
            `${untrusted}, issued by ${issuer}`,
          ),
        ]
      : []),
    ...(otherHost === undefined
      ? []
      : [
          violation(
            'CertificateNamesDiffer',
            'must show a certificate for the host that it is advertised as',
            otherHost,
          ),
        ]),
  ];
}

/** What one endpoint shows and offers. */
interface Seen {
  readonly violations: readonly Violation[];
  readonly ends?: Date;
  /** Why nothing of it was seen. */
  readonly unseen?: Violation;
}

async function look(endpoint: Endpoint, authority: string, now: Date): Promise<Seen> {
  const { subject, address, dial, listener, shown } = endpoint;
  const encrypted = listener === undefined || isEncrypted(listener.protocol);
  let socket: Duplex | undefined;
  try {
    socket = await dial(address);
    const greeting = encrypted ? await greet(socket, address, authority, shown) : undefined;
    const stream = greeting?.stream ?? socket;
    const mechanisms =
      listener !== undefined && usesSasl(listener.protocol)
        ? mechanismViolations(subject, listener.mechanisms, await new KafkaConnection(stream).offeredMechanisms())
        : [];
    return {
      ends: greeting?.ends,
      violations: [...mechanisms, ...(greeting === undefined ? [] : certificateViolations(subject, greeting, now))],
    };
  } catch (error) {
    if (error instanceof Interrupted) {
      throw error;
    }
    return {
      violations: [],
      unseen: {
        code: 'EndpointNotSeen',
        subject,
        rule: `must answer${encrypted ? ' over TLS' : ''}, so that what it offers can be seen`,
        value: error instanceof TimedOut ? messageOf(error) : refusalOf(error).reason,
        remedy: 'see that the server runs (docker ps -a, docker logs), and run it again',
      },
    };
  } finally {
    socket?.destroy();
  }
}

async function find(fixture: DriftFixture): Promise<DriftResult> {
  const { manifest } = fixture.proof;
  const keys = await serverKeys(fixture.proof);
  const endpoints: readonly Endpoint[] = [
    ...manifest.listeners.flatMap((listener) =>
      manifest.brokers.flatMap(({ id, advertised }) => {
        const address = advertised[listener.name];
        return address === undefined
          ? []
          : [
              {
                subject: `broker ${id}, listener ${listener.name}`,
                address: parseAddress(address),
                dial: fixture.dialAt(listener),
                listener,
              },
            ];
      }),
    ),
    ...manifest.metadata.servers.map(({ container, host, port }) => ({
      ...{ subject: container, address: { host, port }, dial: fixture.dialInside, shown: keys['metadata-client'] },
    })),
  ];
  const authority = await fixture.authority;
  const now = new Date();
  const seen = await Promise.all(endpoints.map((endpoint) => look(endpoint, authority, now)));
  const ends = seen.flatMap((each) => each.ends ?? []).sort((a, b) => a.getTime() - b.getTime());
  const offering = manifest.listeners.filter(({ protocol }) => usesSasl(protocol)).map(({ name }) => name);
  return {
    deviations: distinct(seen.flatMap(({ violations }) => violations)).map((violation) => ({ violation })),
    unseen: seen.flatMap(({ unseen }) => unseen ?? []),
    evidence: [
      ...(ends[0] === undefined
        ? []
        : [
            `${ends.length} endpoints show certificates of the declared authority for their hosts, the first of which ends on ` +
              ends[0].toISOString().slice(0, 10),
          ]),
      ...(offering.length === 0 ? [] : [`${offering.join(', ')} offer the declared SASL mechanisms at every broker`]),
    ],
  };
}

export const endpoints: DriftArea = { name: 'listeners and certificates', find };
