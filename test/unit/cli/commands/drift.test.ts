import { chooseFixes, exitCodeFor } from '../../../../cli/commands/drift';

const violation = (code: string, subject: string) => ({ code, subject, rule: 'must not be there', remedy: 'do' });
const violations = [
  violation('RuleUndeclared', 'rule a'),
  violation('TopicMissing', 'topic t'),
  violation('CredentialUndeclared', 'user u, SCRAM-SHA-512'),
];

describe('the command drift', () => {
  test('ends with 2 for drift, 0 for none, and 1 where it could not be judged', () => {
    expect((['fail', 'pass', 'unjudged', 'skipped'] as const).map((verdict) => exitCodeFor({ verdict }))).toEqual([
      2, 0, 1, 1,
    ]);
  });

  test('asks for each thing that can be taken away, and takes what is agreed to', async () => {
    const asked: string[] = [];
    const ask = (question: string): Promise<string> => {
      asked.push(question);
      return Promise.resolve(question.includes('user u') ? ' Yes\n' : '');
    };
    expect(await chooseFixes({ violations }, ask)).toEqual(['user u, SCRAM-SHA-512']);
    expect(asked).toEqual(['Take away rule a? [y/N] ', 'Take away user u, SCRAM-SHA-512? [y/N] ']);
  });

  test('fails to take anything away where nobody can be asked and nothing is named', async () => {
    await expect(chooseFixes({ violations }, undefined)).rejects.toThrow('[FixNotNamed] --fix');
    await expect(chooseFixes({ violations: [] }, undefined)).resolves.toEqual([]);
  });
});
