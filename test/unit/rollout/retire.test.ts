import { ensembleViolations } from '../../../rollout/retire';

const server = (role: string, id: number) => ({ name: `dev-${role}-${id}`, role });

test('brokers, the realm and services may leave', () => {
  const containers = [server('broker', 4), server('kdc', 1), server('service', 1)];
  expect(ensembleViolations({ servers: containers.map(({ name }) => name) }, { containers })).toEqual([]);
});

test.each(['zookeeper', 'controller'])('fails when a server of the metadata store leaves: %s', (role) => {
  const containers = [server(role, 1), server(role, 2), server('broker', 4)];
  const servers = [`dev-${role}-2`, 'dev-broker-4'];
  expect(ensembleViolations({ servers }, { containers })).toMatchObject([
    { code: 'EnsembleResized', subject: `dev-${role}-2` },
  ]);
});

test('all servers of a store leave that the metadata have left', () => {
  const containers = [server('zookeeper', 1), server('controller', 1)];
  const servers = containers.map(({ name }) => name);
  expect(ensembleViolations({ servers }, { containers }, 'zookeeper')).toMatchObject([
    { code: 'EnsembleResized', subject: 'dev-controller-1' },
  ]);
});
