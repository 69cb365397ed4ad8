import { parallelismOf } from '../../../../cli/terraform/parallelism';

const stack = (hosts: readonly (string | undefined)[], containers: readonly string[] = []): string =>
  JSON.stringify({
    provider: { docker: hosts.map((host) => ({ host })) },
    ...(containers.length > 0 && {
      resource: { docker_container: Object.fromEntries(containers.map((name) => [name, {}])) },
    }),
  });
const SOCKET = 'unix:///var/run/docker.sock';
const BY_SSH = 'ssh://ops@kafka-a';

describe('Terraform', () => {
  test('does many things at once where no engine is reached by SSH', () => {
    expect(parallelismOf(stack([undefined, 'tcp://kafka-b:2376']), SOCKET, { waits: true })).toBe('-parallelism=64');
  });

  test('does more at once where there is nothing but topics, users and rules', () => {
    expect(parallelismOf('{"provider":{"kafka":[{}]}}', BY_SSH, { waits: true })).toBe('-parallelism=256');
    for (const beside of ['docker', 'aws']) {
      const stackOfBoth = JSON.stringify({ provider: { kafka: [{}], [beside]: [{}] } });
      expect(parallelismOf(stackOfBoth, SOCKET, { waits: true })).toBe('-parallelism=64');
    }
  });

  test('makes fewer connections at once by SSH than a server takes that have yet to log in', () => {
    expect(parallelismOf(stack([SOCKET, BY_SSH], ['broker']), SOCKET, { waits: false })).toBe('-parallelism=6');
    expect(parallelismOf(stack([undefined]), BY_SSH, { waits: true })).toBe('-parallelism=6');
  });

  test('has places beside those that the gates of servers may hold while they wait', () => {
    expect(parallelismOf(stack([BY_SSH], ['a', 'b', 'c']), SOCKET, { waits: true })).toBe('-parallelism=9');
  });
});
