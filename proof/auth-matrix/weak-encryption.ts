import type { Tls } from '../protocol/dial';
import type { Act, Visit } from './probe';
import { REFUSALS } from './attempt';

/** Ciphers without forward secrecy, without authentication or encryption, or broken; nobody offers them above level 0. */
const WEAK_CIPHERS = 'kRSA:aNULL:eNULL:3DES:RC4:@SECLEVEL=0';
const EVERY_CIPHER = 'ALL:@SECLEVEL=0';

/** The right client, who can do no better than what nobody may use any more: it must be refused in the handshake. */
export function weakEncryptionVisits(tls: Tls, act: Act): readonly Visit[] {
  const visit = (identity: string, weak: Partial<Tls>): Visit => ({
    ...{ by: '-', identity, expected: REFUSALS.weakEncryption, act },
    tls: { ...tls, ...weak },
  });
  return [
    visit('a client that knows TLS 1.0 alone', { version: 'TLSv1', ciphers: EVERY_CIPHER }),
    visit('a client that knows TLS 1.1 alone', { version: 'TLSv1.1', ciphers: EVERY_CIPHER }),
    visit('a client that knows weak ciphers alone', { version: 'TLSv1.2', ciphers: WEAK_CIPHERS }),
  ];
}
