import { createPublicKey, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { asn1, util } from 'node-forge';
import type { Identity } from '../model/certificates/identity';

const { Class, Type } = asn1;

const OIDS = {
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  organizationalUnit: '2.5.4.11',
  subjectAltName: '2.5.29.17',
  keyUsage: '2.5.29.15',
  extKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  rsaWithSha256: '1.2.840.113549.1.1.11',
} as const;

/** Attributes of a distinguished name, as the plan writes them. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  CN: OIDS.commonName,
  OU: OIDS.organizationalUnit,
  O: OIDS.organization,
};

const DAY_MS = 86_400_000;

/**
 * A certificate as the keytool step would issue it to an identity, for a key that nobody keeps: to be tried, and thrown away.
 * node-forge writes it, and Node signs it, since node-forge signs by RSA alone.
 *
 * @returns it as PEM
 */
export function testCertificate(
  identity: Pick<Identity, 'distinguishedName' | 'hosts' | 'usages'>,
  holder: KeyObject,
  authority: { readonly key: KeyObject; readonly certificate: X509Certificate },
): string {
  const now = Date.now();
  const { key } = authority;
  const algorithm =
    key.asymmetricKeyType === 'rsa'
      ? sequence(oid(OIDS.rsaWithSha256), asn1.create(Class.UNIVERSAL, Type.NULL, false, ''))
      : sequence(oid(OIDS.ecdsaWithSha256));
  const body = sequence(
    context(0, asn1.create(Class.UNIVERSAL, Type.INTEGER, false, '\u0002')),
    asn1.create(Class.UNIVERSAL, Type.INTEGER, false, '\u0001'),
    algorithm,
    subjectIn(authority.certificate),
    sequence(...[now - DAY_MS, now + DAY_MS].map((at) => utcTime(new Date(at)))),
    name(identity.distinguishedName),
    parse(createPublicKey(holder).export({ format: 'der', type: 'spki' })),
    context(3, sequence(...extensions(identity))),
  );
  const signature = sign('sha256', bytes(body), key);
  const certificate = sequence(body, algorithm, bitString(`\0${signature.toString('binary')}`));
  return new X509Certificate(bytes(certificate)).toString();
}

function extensions({ hosts, usages }: Pick<Identity, 'hosts' | 'usages'>): readonly asn1.Asn1[] {
  const names = hosts.map((host) => (isIP(host) === 0 ? tagged(2, host) : tagged(7, addressBytes(host))));
  return [
    extension(OIDS.extKeyUsage, sequence(...usages.map((usage) => oid(OIDS[usage])))),
    // digitalSignature alone: the first of its bits, seven of which are unused.
    extension(OIDS.keyUsage, bitString('\u0007\u0080'), true),
    ...(names.length === 0 ? [] : [extension(OIDS.subjectAltName, sequence(...names))]),
  ];
}

/** A distinguished name as Java writes it, most specific first; a certificate has it the other way round. */
function name(text: string): asn1.Asn1 {
  const parts = text.split(',').reverse();
  return sequence(
    ...parts.map((part) => {
      const [attribute = '', value = ''] = part.split(/=(.*)/s);
      return asn1.create(Class.UNIVERSAL, Type.SET, true, [
        sequence(
          oid(ATTRIBUTES[attribute] ?? ''),
          asn1.create(Class.UNIVERSAL, Type.UTF8, false, util.encodeUtf8(value)),
        ),
      ]);
    }),
  );
}

/** An IP address as a certificate has it. */
function addressBytes(address: string): string {
  if (isIP(address) === 4) {
    return String.fromCharCode(...address.split('.').map(Number));
  }
  // Written in one way, whatever way it came.
  const { hostname } = new URL(`http://[${address}]`);
  const [head = [], tail = []] = hostname
    .slice(1, -1)
    .split('::')
    .map((half) => half.split(':').filter((group) => group !== ''));
  const groups = [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => '0'), ...tail];
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex').toString('binary');
}

/** The subject of a certificate as it is encoded there: some clients compare an issuer's name byte by byte. */
function subjectIn({ raw }: X509Certificate): asn1.Asn1 {
  const [body] = parse(raw).value as asn1.Asn1[];
  const fields = body?.value as asn1.Asn1[];
  // The version, which stands before all others, is left out by the oldest certificates.
  const subject = fields[fields[0]?.tagClass === Class.CONTEXT_SPECIFIC ? 5 : 4];
  if (subject === undefined) {
    throw new Error('a certificate without a subject');
  }
  return subject;
}

const parse = (der: Buffer): asn1.Asn1 => asn1.fromDer(der.toString('binary'));
const bytes = (object: asn1.Asn1): Buffer => Buffer.from(asn1.toDer(object).getBytes(), 'binary');
const sequence = (...values: asn1.Asn1[]): asn1.Asn1 => asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, values);
/** What its place gives a number of its own, of which node-forge's list of types knows nothing. */
const tagged = (type: number, value: string | asn1.Asn1[]): asn1.Asn1 =>
  Object.assign(asn1.create(Class.CONTEXT_SPECIFIC, Type.NONE, typeof value !== 'string', value), { type });
const context = (tag: number, value: asn1.Asn1): asn1.Asn1 => tagged(tag, [value]);
const oid = (id: string): asn1.Asn1 => asn1.create(Class.UNIVERSAL, Type.OID, false, asn1.oidToDer(id).getBytes());
const bitString = (value: string): asn1.Asn1 => asn1.create(Class.UNIVERSAL, Type.BITSTRING, false, value);
const utcTime = (date: Date): asn1.Asn1 => asn1.create(Class.UNIVERSAL, Type.UTCTIME, false, asn1.dateToUtcTime(date));

function extension(id: string, value: asn1.Asn1, critical = false): asn1.Asn1 {
  const flag = critical ? [asn1.create(Class.UNIVERSAL, Type.BOOLEAN, false, '\u00ff')] : [];
  return sequence(
    oid(id),
    ...flag,
    asn1.create(Class.UNIVERSAL, Type.OCTETSTRING, false, asn1.toDer(value).getBytes()),
  );
}
