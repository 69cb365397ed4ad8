import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { KafkaVersion } from '../../../../constructs';
import { templateText } from '../../../../model/formats/terraform-template';
import { commandOfStep, synthesize, type Synthesized } from '../../fixtures/synth';

const uploadsOf = ({ base }: Synthesized, step: string): readonly string[] =>
  ((base.resource['docker_container']?.[step]?.['upload'] ?? []) as { readonly file: string }[]).map(
    ({ file }) => file,
  );

test('a step is given its texts by its command, and nothing else is uploaded but what is no text', () => {
  const synthesized = synthesize({ certificateUsers: ['client'] });
  expect(uploadsOf(synthesized, 'dev-configure')).toEqual([]);
  expect(uploadsOf(synthesized, 'dev-keytool').filter((file) => !file.endsWith('.class'))).toEqual([]);
  expect([...commandOfStep(synthesized, 'dev-keytool').files.keys()]).toEqual(['/step/issue.sh', '/step/plan']);
});

test('what is too long for a command is uploaded', () => {
  const users = Array.from({ length: 1500 }, (_, index) => `user-with-a-name-of-some-length-${index}`);
  const synthesized = synthesize({ certificateUsers: users });
  expect(uploadsOf(synthesized, 'dev-keytool')).toContain('/step/plan');
  expect([...commandOfStep(synthesized, 'dev-keytool').files.keys()]).not.toContain('/step/plan');
});

test.each([
  ['lines that end in several ends of line', 'a\n\n\n'],
  ['quotes, backslashes and what shells expand', `'"\\n $HOME \`id\` $(id) \${x} * ~`],
  ['what ends the files', '--'],
  ['what begins like an option', '-n'],
  ['what printf would take for a directive', '%s %d 100%'],
  ['nothing', ''],
  ['ends of line of another system, and letters of any', 'ä\r\nß 漢 🙂'],
])('files arrive as they were written: %s', (_, content) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'unpack-'));
  const file = path.join(folder, 'a folder', 'file');
  const script = readFileSync(
    path.join(__dirname, '..', '..', '..', '..', 'constructs', 'containers', 'unpack.sh'),
    'utf8',
  );
  const { status, stdout } = spawnSync(
    'sh',
    ['-c', script, 'step', file, content, path.join(folder, 'other'), 'x', '--', 'printf', '%s|', 'a b', '--', ''],
    { encoding: 'utf8' },
  );
  expect([status, stdout]).toEqual([0, 'a b|--||']);
  expect(readFileSync(file, 'utf8')).toBe(content);
  expect(existsSync(path.join(folder, 'other'))).toBe(true);
});

test('texts of Terraform’s own form reach a step as they are', () => {
  const synthesized = synthesize({ version: KafkaVersion.V3_9_2 });
  const script = commandOfStep(synthesized, 'dev-keytool').files.get('/step/issue.sh') ?? '';
  const written = readFileSync(path.join(__dirname, '..', '..', '..', '..', 'certs', 'issue.sh'), 'utf8');
  expect(script).not.toBe(written);
  expect(templateText(script)).toBe(written);
});
