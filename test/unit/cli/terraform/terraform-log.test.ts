import { appendFileSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TerraformLog } from '../../../../cli/terraform/terraform-log';

describe('Terraform’s log', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'terraform-log-'));
  const file = path.join(folder, 'errors.log');

  afterEach(() => {
    rmSync(file, { force: true });
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('says which resources failed and why, each once, and nothing of what Terraform only notes', () => {
    const log = new TerraformLog(file, false);
    log.begin();
    appendFileSync(
      file,
      [
        '2026-11-25T20:45:28.165Z [ERROR] AttachSchemaTransformer: No provider config schema available',
        '2026-11-25T20:45:28.178Z [ERROR] vertex "kafka_acl.read" error: kafka: broker not connected',
        '2026-11-25T20:45:28.179Z [ERROR] vertex "kafka_acl.read" error: kafka: broker not connected',
        '2026-11-25T20:45:28.185Z [ERROR] vertex "kafka_topic.orders (expand)" error: Topic with this name already exists',
        '',
      ].join('\n'),
    );
    expect(log.errors()).toEqual([
      'kafka_acl.read: kafka: broker not connected',
      'kafka_topic.orders: Topic with this name already exists',
    ]);
  });

  test('is written by Terraform’s core alone, begins empty, and can be read by its owner alone', () => {
    writeFileSync(file, 'of an earlier deployment', { mode: 0o644 });
    const log = new TerraformLog(file, false);
    log.begin();
    expect(statSync(file)).toMatchObject({ size: 0, mode: 0o100600 });
    expect(log.environment).toEqual({ TF_LOG_CORE: 'ERROR', TF_LOG_PATH: file });
    log.remove();
    expect(existsSync(file)).toBe(false);
    expect(log.errors()).toEqual([]);
  });

  test('is left to a person who has asked for it', () => {
    writeFileSync(file, '[ERROR] vertex "kafka_acl.read" error: kafka: broker not connected\n');
    const log = new TerraformLog(file, true);
    log.begin();
    log.remove();
    expect(existsSync(file)).toBe(true);
    expect(log.environment).toEqual({});
    expect(log.errors()).toEqual([]);
  });
});
