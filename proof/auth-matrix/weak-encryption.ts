import type { Tls } from '../../runtime/protocol/dial';
import type { ProbeAction, Probe } from './probe';
import { REFUSALS } from './attempt';

/** Ciphers without forward secrecy, without authentication or encryption, or broken; nobody offers them above level 0. */
const WEAK_CIPHERS = 'kRSA:aNULL:eNULL:3DES:RC4:@SECLEVEL=0';
const EVERY_CIPHER = 'ALL:@SECLEVEL=0';

/** The right client with outdated protocols and ciphers alone: it must be refused in the handshake. */
export function weakEncryptionProbes(tls: Tls, action: ProbeAction): readonly Probe[] {
  const probe = (identity: string, weak: Partial<Tls>): Probe => ({
    ...{ by: '-', identity, expected: REFUSALS.weakEncryption, action },
    tls: { ...tls, ...weak },
  });
  return [
    probe('a client that knows TLS 1.0 alone', { version: 'TLSv1', ciphers: EVERY_CIPHER }),
    probe('a client that knows TLS 1.1 alone', { version: 'TLSv1.1', ciphers: EVERY_CIPHER }),
    probe('a client that knows weak ciphers alone', { version: 'TLSv1.2', ciphers: WEAK_CIPHERS }),
  ];
}
