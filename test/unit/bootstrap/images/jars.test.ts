import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listJars, throwIfDifferent } from '../../../../bootstrap/images/jars';

describe('Jars', () => {
  test('are listed by name with their SHA-256, and nothing else is', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'jars-'));
    try {
      for (const name of ['b.jar', 'a.jar', 'pom.xml']) {
        writeFileSync(join(folder, name), '');
      }
      const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
      await expect(listJars(folder)).resolves.toBe(`${empty}  a.jar\n${empty}  b.jar\n`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('pass when they are those that were pinned', () => {
    expect(() => {
      throwIfDifferent('kafka', '1  a.jar\n', '1  a.jar\n');
    }).not.toThrow();
  });

  test('fails when one is missing, another or one too many, naming each', () => {
    expect(() => {
      throwIfDifferent('kafka', '1  a.jar\n2  b.jar\n', '1  a.jar\n3  b.jar\n4  c.jar\n');
    }).toThrow(
      '[JarsDiffer] images/kafka/pom.xml: must come to the jars that jars.sha256 names, byte for byte, ' +
        'got missing 2  b.jar, unexpected 3  b.jar, unexpected 4  c.jar',
    );
  });
});
