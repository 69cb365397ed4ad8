import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeliveryLog, readEntries } from '../../../../proof/workload/delivery-log';

describe('the log behind a verdict', () => {
  const outFolder = mkdtempSync(join(tmpdir(), 'delivery-log-'));
  const said: string[] = [];
  const proof = { outFolder, say: (text: string) => said.push(text) };
  const file = join(outFolder, 'failover.ndjson');

  afterAll(() => {
    rmSync(outFolder, { recursive: true, force: true });
  });

  test('has one JSON object a line, with partition, offset, value and outcome', async () => {
    const deliveryLog = await DeliveryLog.begin(proof, 'failover');
    const sent = { partition: 0, value: 'a', offset: 1, outcome: 'acknowledged', at: 3 };
    await deliveryLog.keep([sent, ...readEntries([{ partition: 0, offset: 2, value: 'b' }])]);
    expect(
      readFileSync(file, 'utf8')
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([sent, { partition: 0, offset: 2, value: 'b', outcome: 'read' }]);
    expect(said.at(-1)).toContain(file);
  });

  test('is forgotten when the check begins anew', async () => {
    await DeliveryLog.begin(proof, 'failover');
    expect(readdirSync(outFolder)).toEqual([]);
  });

  test('fails without an error when it can’t be written: the verdict counts', async () => {
    writeFileSync(join(outFolder, 'file'), '');
    const deliveryLog = await DeliveryLog.begin({ ...proof, outFolder: join(outFolder, 'none') }, 'failover');
    rmSync(join(outFolder, 'none'), { force: true, recursive: true });
    writeFileSync(join(outFolder, 'none'), '');
    await deliveryLog.keep([]);
    expect(said.at(-1)).toMatch(/^the log could not be kept/);
  });
});
