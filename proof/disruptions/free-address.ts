const OCTETS = 4;

/** An IPv4 address as a number. */
function numberOf(address: string): number | undefined {
  const octets = address.split('.').map(Number);
  return octets.length === OCTETS && octets.every((octet) => Number.isInteger(octet) && octet >= 0 && octet < 256)
    ? octets.reduce((sum, octet) => sum * 256 + octet, 0)
    : undefined;
}

function addressOf(number: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(number / 2 ** bits) % 256).join('.');
}

/** The lowest address of an IPv4 subnet (such as `10.0.0.0/24`) that is not taken; undefined where there is none. */
export function firstFreeAddress(subnet: string, taken: readonly string[]): string | undefined {
  const [base = '', length = ''] = subnet.split('/');
  const network = numberOf(base);
  const size = 2 ** (32 - Number(length));
  if (network === undefined || !Number.isInteger(size)) {
    return undefined;
  }
  const used = new Set(taken.map(numberOf));
  const last = network + size - 2; // The highest one is for broadcasts.
  for (let number = network + 1; number <= last; number++) {
    if (!used.has(number)) {
      return addressOf(number);
    }
  }
  return undefined;
}
