import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CHECKS } from '../../../../proof/checks';

const FOLDER = path.join(__dirname, '..', '..', '..', '..', 'proof', 'checks');
/** What has Kafka's own clients write or read, in containers. */
const CLIENTS =
  /from '\.\.\/(workload\/(verifiable-producer|assigned-reader|java-load|java-reader|delivery-scenario)|exactly-once\/)/;

describe('the checks', () => {
  test('have names of their own', () => {
    expect(new Set(CHECKS.map(({ name }) => name)).size).toBe(CHECKS.length);
  });

  test('need a listener inside the network where Kafka’s own clients take part', () => {
    const taking = CHECKS.filter(({ name }) => {
      const file = path.join(FOLDER, `${name}.ts`);
      return existsSync(file) && CLIENTS.test(readFileSync(file, 'utf8'));
    });
    expect(taking.map(({ name }) => name)).toContain('interop');
    expect(taking.filter(({ needs }) => !needs.includes('internal')).map(({ name }) => name)).toEqual([]);
  });
});
