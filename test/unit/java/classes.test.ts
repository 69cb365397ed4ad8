import { basename } from 'node:path';
import { JAVA_CLASSES as CERTS, SOURCE_DIGEST as CERTS_DIGEST } from '../../../certs/java/generated/classes';
import { JAVA_CLASSES as PROOF, SOURCE_DIGEST as PROOF_DIGEST } from '../../../proof/java/generated/classes';
import { JAVA_FOLDERS, javaSources, sourceDigest } from '../../../scripts/compile-java';

describe.each([
  ['keytool step', JAVA_FOLDERS.certs, CERTS, CERTS_DIGEST],
  ['proof', JAVA_FOLDERS.proof, PROOF, PROOF_DIGEST],
] as const)('the Java programs of the %s', (_, folder, classes, digest) => {
  test('are compiled from the sources as they are (npx tsx scripts/compile-java.ts compiles them anew)', () => {
    expect(digest).toBe(sourceDigest(folder));
  });

  test('are one class each, for Java 11', () => {
    expect(Object.keys(classes)).toEqual(javaSources(folder).map((name) => basename(name, '.java')));
    for (const lines of Object.values<readonly string[]>(classes)) {
      expect(Buffer.from(lines.join(''), 'base64').subarray(0, 8).toString('hex')).toBe('cafebabe00000037');
    }
  });
});
