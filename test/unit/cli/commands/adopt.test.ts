import { adoptionTable } from '../../../../cli/adoption/adoption-table';
import type { StackAdoption } from '../../../../cli/adoption/stack-adoption';
import { closingWords, undeclaredViolations } from '../../../../cli/commands/adopt';

const stack = (name: string, more: Partial<StackAdoption> = {}): StackAdoption => ({
  ...{ stack: name, same: [], changed: [], missing: [], compared: true, violations: [], state: '{}' },
  ...more,
});

describe('Before it is adopted', () => {
  const text = adoptionTable([
    stack('kafka-base', {
      same: ['docker_volume.a', 'docker_volume.b', 'docker_network.c', 'terraform_data.kafka-base-declared'],
      missing: ['docker_container.kafka-keytool'],
    }),
    stack('kafka-resources', {
      changed: [{ address: 'kafka_user_scram_credential.u', attributes: ['password_wo_version'] }],
      compared: false,
    }),
  ]);

  test('a cluster is shown by stacks and kinds, without what stands for nothing', () => {
    expect(text).toMatch(/kafka-base +│ volumes +│ 2 +│ 0 +│ 0 /);
    expect(text).toMatch(/kafka-base +│ containers +│ 0 +│ 0 +│ 1 /);
    expect(text).toMatch(/kafka-resources +│ logins +│ 0 +│ 1 +│ 0 /);
    expect(text).not.toContain('terraform_data');
  });

  test('what a deployment will do is named, and what could not be compared', () => {
    expect(text).toContain('A deployment changes:\n  kafka_user_scram_credential.u (the password)');
    expect(text).toContain('A deployment makes:\n  docker_container.kafka-keytool');
    expect(text).toContain('what kafka-resources has is taken as declared');
  });
});

test('afterwards it is told what is left to do', () => {
  expect(closingWords('kafka', [stack('a'), stack('b')])).toBe(
    'Cluster kafka is adopted; nothing of it was touched. A deployment has nothing to change.',
  );
  expect(
    closingWords('kafka', [
      stack('a', { missing: ['docker_container.x'] }),
      stack('b', { changed: [{ address: 'kafka_topic.t', attributes: ['config'] }] }),
    ]),
  ).toContain('The next deployment changes 1 and makes 1 that is not there');
});

test('fails for a container that is declared no more, which a deployment would take away', () => {
  const violations = undeclaredViolations(
    { containers: [{ name: 'kafka-broker-1' }, { name: 'kafka-broker-4' }] },
    new Set(['kafka-broker-1']),
  );
  expect(violations).toEqual([
    expect.objectContaining({ code: 'DeclarationDiffers', subject: 'container kafka-broker-4' }),
  ]);
});
