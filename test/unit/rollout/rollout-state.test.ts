import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Page, RollBook } from '../../../rollout/rollout-state';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'roll-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const bookOf = (run: string): RollBook => new RollBook(folder, 'kafka', run);
const read = (book: RollBook): Promise<Page> => book.change((page) => Promise.resolve({ page, result: page }));
const write = (book: RollBook, change: Partial<Page>): Promise<void> =>
  book.change((page) => Promise.resolve({ page: { ...page, ...change }, result: undefined }));

describe('the book of a roll', () => {
  test('tells one gate of a run what another one wrote', async () => {
    const turn = { server: 'kafka-broker-1', container: 'abc' };
    await write(bookOf('7 since noon'), { turn, waiting: { 'kafka-broker-2': process.pid } });
    expect(await read(bookOf('7 since noon'))).toEqual({
      run: '7 since noon',
      ending: false,
      leaving: [],
      turn,
      waiting: { 'kafka-broker-2': process.pid },
    });
  });

  test('forgets what an earlier run of Terraform left', async () => {
    await write(bookOf('7 since noon'), { ending: true });
    expect((await read(bookOf('8 since noon'))).ending).toBe(false);
  });

  test('forgets a gate whose process has ended', async () => {
    const ended = 2 ** 22 + 1; // Above Linux' highest process number.
    await write(bookOf('7'), { waiting: { 'kafka-broker-1': ended, 'kafka-broker-2': process.pid } });
    expect((await read(bookOf('7'))).waiting).toEqual({ 'kafka-broker-2': process.pid });
  });

  test('takes changes one after the other', async () => {
    const book = bookOf('7');
    const names = ['a', 'b', 'c', 'd'];
    await Promise.all(
      names.map((name) =>
        new RollBook(folder, 'kafka', '7').change((page) =>
          Promise.resolve({ page: { ...page, waiting: { ...page.waiting, [name]: process.pid } }, result: undefined }),
        ),
      ),
    );
    expect(Object.keys((await read(book)).waiting).sort()).toEqual(names);
  });
});
