import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { saslMechanism } from '../../model/authentication/mechanism-lookup';
import type { SaslMechanism } from '../../model/authentication/mechanisms';
import { ALTER_CONFIGS } from '../../runtime/protocol/alter-configs';
import { type ByteReader, ByteWriter } from '../../runtime/protocol/bytes';
import { FramedConnection } from '../../runtime/protocol/framed-connection';
import { recordBatch } from './record-batch';
import { nameOf, refuse } from '../../runtime/protocol/kafka-error';
import { exchange } from '../../runtime/protocol/kafka-request';
import { Refused } from '../../runtime/protocol/refused';
import { PROOF_NAME } from '../context/proof-context';
import { saltedPassword, type ScramMechanism } from '../../model/authentication/scram-exchange';

/** Requests by their keys in Kafka's protocol, each in the version that is written here. */
const REQUESTS = {
  produce: { key: 0, version: 3, flexible: false },
  fetch: { key: 1, version: 4, flexible: false },
  metadata: { key: 3, version: 1, flexible: false },
  apiVersions: { key: 18, version: 0, flexible: false },
  saslHandshake: { key: 17, version: 1, flexible: false },
  describeConfigs: { key: 32, version: 1, flexible: false },
  saslAuthenticate: { key: 36, version: 0, flexible: false },
  deleteAcls: { key: 31, version: 3, flexible: true },
  alterConfigs: ALTER_CONFIGS,
  describeQuotas: { key: 48, version: 1, flexible: true },
  alterQuotas: { key: 49, version: 1, flexible: true },
  describeScram: { key: 50, version: 0, flexible: true },
  alterScram: { key: 51, version: 0, flexible: true },
} as const;

/** Numbers of the mechanisms in the protocol (KIP-554). */
const SCRAM_NUMBERS: Readonly<Record<ScramMechanism, number>> = { 'SCRAM-SHA-256': 1, 'SCRAM-SHA-512': 2 };
/** The least that Kafka takes: a password of the proof's own is random, and lives for seconds. */
const ITERATIONS = 4_096;

/** What Kafka tells of a user's SCRAM credential. */
export interface ScramCredential {
  readonly user: string;
  readonly mechanism: string;
  readonly iterations: number;
}

/** What a client says to show who it is. */
export interface SaslLogin {
  readonly mechanism: SaslMechanism;
  readonly user: string;
  readonly password: string;
}

/**
 * A connection to one broker that speaks just enough of Kafka's protocol to try an identity: a client library would hide what
 * the broker answered behind errors of its own, and tries again where the first answer counts.
 */
export class KafkaConnection {
  private readonly frames: FramedConnection;

  public constructor(stream: Duplex) {
    this.frames = new FramedConnection(stream);
  }

  public close(): void {
    this.frames.close();
  }

  /** Asks for the brokers: whoever is let in gets an answer. */
  public async askForBrokers(): Promise<void> {
    await this.request(
      'metadata',
      new ByteWriter().array([], () => undefined),
    );
  }

  /** Asks what the server understands, which controllers tell too: whoever is let in gets an answer. */
  public async askForVersions(): Promise<void> {
    refuse((await this.request('apiVersions', new ByteWriter())).int16());
  }

  /** The SASL mechanisms that the listener offers, as it answers to one that no listener does. */
  public async offeredMechanisms(): Promise<string[]> {
    const answer = await this.request('saslHandshake', new ByteWriter().string('NONE-OF-THEM'));
    answer.int16();
    return answer.array(() => answer.string());
  }

  /** Logs in by SASL. */
  public async logIn({ mechanism, user, password }: SaslLogin): Promise<void> {
    const exchange = saslMechanism(mechanism).matrix.exchange?.(mechanism, user, password);
    if (exchange === undefined) {
      throw new Error(`nothing is known of what a client says in a login by ${mechanism}`);
    }
    const handshake = await this.request('saslHandshake', new ByteWriter().string(mechanism));
    refuse(handshake.int16());
    const challenge = await this.authenticate(exchange.first());
    const answer = exchange.answer?.(challenge);
    if (answer === undefined) {
      return;
    }
    const final = await this.authenticate(answer);
    if (exchange.trusts?.(final) === false) {
      throw new Refused('the broker does not know the password');
    }
  }

  private async authenticate(message: string): Promise<string> {
    const answer = await this.request('saslAuthenticate', new ByteWriter().bytes(Buffer.from(message)));
    refuse(answer.int16());
    answer.string();
    return answer.buffer().toString('utf8');
  }

  /** Writes one record, which all in-sync replicas must acknowledge. */
  public async write(topic: string, partition: number, value: string): Promise<void> {
    const answer = await this.request(
      'produce',
      partitionOf(new ByteWriter().string(null).int16(-1).int32(5_000), topic, partition).bytes(recordBatch(value)),
    );
    answer.skip(4).string();
    refuse(answer.skip(4 + 4).int16());
  }

  /** Reads from a partition's beginning. */
  public async read(topic: string, partition: number): Promise<void> {
    const head = new ByteWriter()
      .int32(-1)
      .int32(500)
      .int32(1)
      .int32(1 << 20)
      .int8(0);
    const answer = await this.request(
      'fetch',
      partitionOf(head, topic, partition)
        .int64(0)
        .int32(1 << 20),
    );
    answer.skip(4 + 4).string();
    refuse(answer.skip(4 + 4).int16());
  }

  /** Makes a user, or gives it another password (KIP-554); only the controller does it. */
  public async makeScramUser(user: string, mechanisms: readonly ScramMechanism[], password: string): Promise<void> {
    // Whoever asks a KRaft controller for a user twice in one request is refused.
    for (const mechanism of mechanisms) {
      const salt = randomBytes(24);
      const body = new ByteWriter();
      body
        .compactArray([], () => undefined)
        .compactArray([user], () =>
          body
            .compact(user)
            .int8(SCRAM_NUMBERS[mechanism])
            .int32(ITERATIONS)
            .compact(salt)
            .compact(saltedPassword(mechanism, password, salt, ITERATIONS))
            .untagged(),
        );
      await this.alterScram(body);
    }
  }

  /** Takes a user's credentials away; one that has none is fine. */
  public async removeScramUser(user: string, mechanisms: readonly ScramMechanism[]): Promise<void> {
    for (const mechanism of mechanisms) {
      const body = new ByteWriter();
      body
        .compactArray([user], () => body.compact(user).int8(SCRAM_NUMBERS[mechanism]).untagged())
        .compactArray([], () => undefined);
      await this.alterScram(body, ['RESOURCE_NOT_FOUND']);
    }
  }

  private async alterScram(body: ByteWriter, fine: readonly string[] = []): Promise<void> {
    const answer = await this.request('alterScram', body.untagged());
    answer.skip(4);
    answer.compactArray(() => {
      answer.compactString();
      const error = nameOf(answer.int16());
      answer.compactString();
      answer.tagged();
      if (error !== undefined && !fine.includes(error)) {
        throw new Refused(error);
      }
    });
  }

  /** Every SCRAM credential. Kafka shows neither salt nor hash. */
  public async scramCredentials(): Promise<ScramCredential[]> {
    const answer = await this.request('describeScram', new ByteWriter().unsigned(0).untagged());
    refuse(answer.skip(4).int16());
    answer.compactString();
    const users = answer.compactArray(() => {
      const user = answer.compactString();
      answer.skip(2).compactString();
      const credentials = answer.compactArray(() => {
        const [mechanism, iterations] = [answer.int8(), answer.int32()];
        answer.tagged();
        return { user, mechanism: scramNamed(mechanism), iterations };
      });
      answer.tagged();
      return credentials;
    });
    return users.flat();
  }

  /** Names of the users that have a SCRAM credential. */
  public async scramUsers(): Promise<string[]> {
    return [...new Set((await this.scramCredentials()).map(({ user }) => user))];
  }

  protected async request(name: keyof typeof REQUESTS, body: ByteWriter): Promise<ByteReader> {
    return await exchange(this.frames, PROOF_NAME, REQUESTS[name], body);
  }
}

/** One partition of one topic, as requests about records name it. */
function partitionOf(head: ByteWriter, topic: string, partition: number): ByteWriter {
  return head.int32(1).string(topic).int32(1).int32(partition);
}

function scramNamed(number: number): string {
  return Object.entries(SCRAM_NUMBERS).find(([, value]) => value === number)?.[0] ?? `mechanism ${number}`;
}
