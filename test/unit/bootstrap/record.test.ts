import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSetup, writeSetup } from '../../../bootstrap/record';
import { recordPath, type Setup } from '../../../model/setup/setup-record';

const SETUP: Setup = {
  schema: 2,
  cluster: 'kafka',
  images: { origin: 'local', servers: { kafka: { tag: 'k:1', archive: '/a.jsa' }, zookeeper: { tag: 'z:1' } } },
  terraform: { origin: 'mirror', cliConfigFile: '/cache/terraform.rc' },
};

describe('The record of a set-up', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'record-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  test('is read as it was written, in a folder that is made for it', async () => {
    const out = join(folder, 'out');
    await writeSetup(out, SETUP);
    expect(readSetup(out)).toEqual(SETUP);
  });

  test('is read as it was before images were kept by their names', () => {
    const images = { origin: 'local', kafka: 'k:1', zookeeper: 'z:1', kafkaArchive: '/a.jsa' };
    writeFileSync(recordPath(folder), JSON.stringify({ ...SETUP, schema: 1, images }));
    expect(readSetup(folder)).toEqual(SETUP);
  });

  test('is none where there was no set-up', () => {
    expect(readSetup(join(folder, 'nowhere'))).toBeUndefined();
  });

  test('fails when it is not JSON, with what to do about it', () => {
    writeFileSync(recordPath(folder), '{"schema":');
    expect(() => readSetup(folder)).toThrow(/^\[SetupUnreadable\] .*setup\.json: must be JSON; delete the file/);
  });

  test.each([
    ['of another version', { ...SETUP, schema: 3 }, /schema/],
    [
      'without an image',
      { ...SETUP, images: { origin: 'local', servers: { kafka: { tag: 'k:1' } } } },
      /servers\.zookeeper/,
    ],
    [
      'of before, without an image',
      { ...SETUP, schema: 1, images: { origin: 'local', kafka: 'k:1' } },
      /servers\.zookeeper/,
    ],
    ['of before, with no images', { ...SETUP, schema: 1, images: 'k:1' }, /schema/],
    ['with an unknown origin', { ...SETUP, terraform: { origin: 'elsewhere' } }, /terraform\.origin/],
  ])('fails when it is %s, naming the part', (_, value, part) => {
    writeFileSync(recordPath(folder), JSON.stringify(value));
    expect(() => readSetup(folder)).toThrow(/SetupUnreadable/);
    expect(() => readSetup(folder)).toThrow(part);
  });
});
