import { basename } from 'node:path';
import { JAVA_CLASSES, SOURCE_DIGEST } from '../../../../proof/java/generated/classes';
import { javaSources, sourceDigest } from '../../../../scripts/compile-java';

describe('the Java programs', () => {
  test('are compiled from the sources as they are (npx tsx scripts/compile-java.ts compiles them anew)', () => {
    expect(SOURCE_DIGEST).toBe(sourceDigest());
  });

  test('are one class each, for Java 11', () => {
    expect(Object.keys(JAVA_CLASSES)).toEqual(javaSources().map((name) => basename(name, '.java')));
    for (const lines of Object.values(JAVA_CLASSES)) {
      expect(Buffer.from(lines.join(''), 'base64').subarray(0, 8).toString('hex')).toBe('cafebabe00000037');
    }
  });
});
