import { parsePsLine, parseStat, type ProcessTable, processTable } from '../../../../runtime/process/process-table';

describe('a process in /proc', () => {
  const rest = `${'0 '.repeat(17)}4711 0 0`;

  test('has a parent, a beginning and words, whatever its name', () => {
    expect(parseStat(`12 (my ) (tools) S 7 ${rest}`, 'sh\0-c\0a b\0')).toEqual({
      id: 12,
      parent: 7,
      began: '4711',
      words: ['sh', '-c', 'a b'],
    });
  });

  test('is none once it has ended, or when it can’t be read', () => {
    expect(parseStat(`12 (sh) Z 7 ${rest}`, '')).toBeUndefined();
    expect(parseStat('', '')).toBeUndefined();
  });
});

describe('a line of ps', () => {
  test('names number, parent, beginning and words', () => {
    expect(parsePsLine('  12  7 Tue Nov  4 06:14:11 2026 /opt/terraform apply -auto-approve\n')).toEqual({
      id: 12,
      parent: 7,
      began: 'Tue Nov  4 06:14:11 2026',
      words: ['/opt/terraform', 'apply', '-auto-approve'],
    });
  });

  test('is nothing when the process is gone, or ps is another one', () => {
    expect(parsePsLine('')).toBeUndefined();
    expect(parsePsLine("ps: bad -o argument 'lstart'")).toBeUndefined();
  });
});

describe('where to look for processes', () => {
  const tableOf = (parent: number | undefined): ProcessTable => ({
    space: String(parent),
    read: (id) => Promise.resolve(parent === undefined ? undefined : { id, parent, began: '', words: [] }),
    children: () => Promise.resolve([]),
    environment: () => Promise.resolve(undefined),
    program: () => ({ file: '', folder: '' }),
  });

  test('is here: this process and its parent are found', async () => {
    const table = await processTable();
    expect(await table?.read(process.pid)).toMatchObject({ parent: process.ppid, id: process.pid });
    expect((await table?.children(process.ppid))?.map(({ id }) => id)).toContain(process.pid);
  });

  test('is the first place that shows this process as it is, and not one that tells of other processes', async () => {
    const found = await processTable([
      () => Promise.reject(new Error('no /proc')),
      () => Promise.resolve(tableOf(undefined)),
      () => Promise.resolve(tableOf(process.ppid + 1)),
      () => Promise.resolve(tableOf(process.ppid)),
    ]);
    expect(found?.space).toBe(String(process.ppid));
  });

  test('is nowhere when no place does', async () => {
    expect(await processTable([() => Promise.resolve(tableOf(1_000_000_000))])).toBeUndefined();
  });
});
