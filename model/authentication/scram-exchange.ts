import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { SaslExchange } from './sasl-exchange';

/** SASL mechanism of SCRAM by Kafka's name. */
export type ScramMechanism = 'SCRAM-SHA-256' | 'SCRAM-SHA-512';

const DIGESTS = { 'SCRAM-SHA-256': 'sha256', 'SCRAM-SHA-512': 'sha512' } as const;

/** The salted password of RFC 5802: what a server keeps in place of the password. */
export function saltedPassword(mechanism: ScramMechanism, password: string, salt: Buffer, iterations: number): Buffer {
  const digest = DIGESTS[mechanism];
  return pbkdf2Sync(password, salt, iterations, createHash(digest).digest().length, digest);
}

/** The client's side of one login by SCRAM (RFC 5802). */
export class ScramExchange implements SaslExchange {
  private readonly start: string;
  private expected: Buffer = Buffer.alloc(0);

  public constructor(
    private readonly mechanism: ScramMechanism,
    user: string,
    private readonly password: string,
    private readonly nonce = randomBytes(18).toString('base64').replaceAll(',', '.'),
  ) {
    this.start = `n=${user.replaceAll('=', '=3D').replaceAll(',', '=2C')},r=${nonce}`;
  }

  public first(): string {
    return `n,,${this.start}`;
  }

  public answer(challenge: string): string {
    const fields = new Map(challenge.split(',').map((field) => [field.slice(0, 1), field.slice(2)]));
    const nonce = fields.get('r') ?? '';
    if (!nonce.startsWith(this.nonce)) {
      throw new Error('the challenge is not for this login');
    }
    const salted = saltedPassword(
      this.mechanism,
      this.password,
      Buffer.from(fields.get('s') ?? '', 'base64'),
      Number(fields.get('i')),
    );
    const withoutProof = `c=biws,r=${nonce}`;
    const message = `${this.start},${challenge},${withoutProof}`;
    const clientKey = this.hmac(salted, 'Client Key');
    const signature = this.hmac(createHash(DIGESTS[this.mechanism]).update(clientKey).digest(), message);
    const proof = clientKey.map((byte, at) => byte ^ (signature[at] ?? 0));
    this.expected = this.hmac(this.hmac(salted, 'Server Key'), message);
    return `${withoutProof},p=${Buffer.from(proof).toString('base64')}`;
  }

  public trusts(final: string): boolean {
    const shown = Buffer.from(final.replace(/^v=/, ''), 'base64');
    return shown.length === this.expected.length && timingSafeEqual(shown, this.expected);
  }

  private hmac(key: Buffer, text: string): Buffer {
    return createHmac(DIGESTS[this.mechanism], key).update(text).digest();
  }
}
