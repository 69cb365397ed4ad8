import { spawnSync } from 'node:child_process';
import { Authentication, Host, type KafkaClusterProps, Listener, Metadata } from '../../../../constructs';
import { codesOf, modelOf } from '../../fixtures/cluster';
import { synthesize, type Synthesized } from '../../fixtures/synth';

interface HostGuard {
  readonly triggers_replace: readonly string[];
  readonly provisioner: readonly [
    {
      readonly 'local-exec': {
        readonly when: string;
        readonly command: string;
        readonly environment: Readonly<Record<string, string>>;
      };
    },
  ];
}

const listeners = [
  Listener.published('mtls', {
    ...{ firstHostPort: 19192, authentication: Authentication.mutualTls(), bindAddress: '0.0.0.0' },
  }),
  Listener.internal('apps', { port: 9094, authentication: Authentication.mutualTls() }),
];
const hosts = ['a', 'b', 'c'].map((name, index) =>
  Host.of(`ssh://ops@kafka-${name}`, { address: `10.0.0.${index + 1}`, brokers: [index + 1] }),
);
const synthesizeOn = (props: Partial<KafkaClusterProps>): Synthesized =>
  synthesize({ listeners, ...props }, undefined, undefined, { handover: 'hand over', onIssued: 'fetch' });

describe('a cluster on several hosts', () => {
  const { base, cluster, manifest } = synthesizeOn({ hosts });
  const brokers = [1, 2, 3].map((id) => cluster.resource['docker_container']?.[`dev-broker-${id}`]);

  test('has each server on its host’s engine, the first of which needs no other provider', () => {
    expect(brokers.map((broker) => broker?.['provider'])).toEqual([
      undefined,
      'docker.docker-kafka-b',
      'docker.docker-kafka-c',
    ]);
  });

  test('has no server made on another host by Terraform alone, and leaves it to who has compared where its data are', () => {
    const guard = cluster.resource['terraform_data']?.['dev-broker-2-host'] as unknown as HostGuard;
    expect(brokers[1]?.['depends_on']).toEqual(['terraform_data.dev-broker-2-host']);
    expect(guard.triggers_replace).toEqual(['kafka-b']);
    const [{ 'local-exec': refusal }] = guard.provisioner;
    expect([refusal.when, refusal.environment['FORMER']]).toEqual(['destroy', '${self.triggers_replace[0]}']);
    const run = (environment: Readonly<Record<string, string>>): string =>
      spawnSync('/bin/sh', ['-c', refusal.command], {
        env: { ...refusal.environment, ...environment },
        encoding: 'utf8',
      }).stderr;
    expect(run({ FORMER: 'kafka-c' })).toMatch(
      /^\[ServerMoved\] dev-broker-2: .* got kafka-b, and it is on kafka-c; .*npm run drain/,
    );
    const passing: readonly Readonly<Record<string, string>>[] = [
      { FORMER: 'kafka-b' },
      { KAFKA_SERVERS: 'compared' },
      { KAFKA_GATE: 'open' },
    ];
    expect(passing.map((each) => run({ FORMER: 'kafka-c', ...each }))).toEqual(['', '', '']);
  });

  test('has the authorities made on another first host by nobody but who has moved them, whatever the gate is', () => {
    const guard = base.resource['terraform_data']?.['dev-first-host'] as unknown as HostGuard;
    const ofHosts = ['docker_volume', 'docker_network'].flatMap((type) => Object.values(base.resource[type] ?? {}));
    const waiting = ofHosts.filter((each) => (each['depends_on'] as string[] | undefined) !== undefined);
    expect(waiting.map((each) => each['depends_on'])).toEqual(waiting.map(() => ['terraform_data.dev-first-host']));
    // All but the overlays, which the whole Swarm has.
    expect(ofHosts.filter((each) => !waiting.includes(each)).map(({ driver }) => driver)).toEqual([
      'overlay',
      'overlay',
    ]);
    const [{ 'local-exec': refusal }] = guard.provisioner;
    const run = (environment: Readonly<Record<string, string>>): string =>
      spawnSync('/bin/sh', ['-c', refusal.command], {
        env: { ...refusal.environment, ...environment },
        encoding: 'utf8',
      }).stderr;
    expect(run({ FORMER: 'kafka-c', KAFKA_GATE: 'open' })).toMatch(
      /^\[FirstHostMoved\] cluster dev: .* got kafka-a, and it is on kafka-c; .*npm run deploy/,
    );
    expect([run({ FORMER: 'kafka-a' }), run({ FORMER: 'kafka-c', KAFKA_SERVERS: 'compared' })]).toEqual(['', '']);
  });

  test('names what is on a host by the host, however its engine is reached', () => {
    const volumes = Object.keys(base.resource['docker_volume'] ?? {});
    expect(volumes).toEqual(expect.arrayContaining(['dev-broker-1-data', 'dev-broker-2-data-on-kafka-b']));
    const others = hosts.map(({ address, name, brokers: ids }) =>
      Host.of(`tcp://${name}:2376`, { address, brokers: ids }),
    );
    expect(Object.keys(synthesizeOn({ hosts: others }).base.resource['docker_volume'] ?? {})).toEqual(volumes);
  });

  test('advertises each broker at its host’s address, which its certificate names', () => {
    expect(manifest.brokers.map(({ advertised }) => advertised['MTLS'])).toEqual([
      '10.0.0.1:19192',
      '10.0.0.2:19193',
      '10.0.0.3:19194',
    ]);
    const texts = JSON.stringify(base.resource['docker_container']?.['dev-keytool']);
    ['10.0.0.1', '10.0.0.2', '10.0.0.3'].forEach((address) => {
      expect(texts).toContain(`ip:${address}`);
    });
  });

  test('binds published listeners to a network of the broker’s host, by which its ports are published, and others to theirs', () => {
    const bound = manifest.brokers.map(({ settings }) => settings['listeners']);
    expect(bound[1]).toBe(
      'REPLICATION://dev-broker-2.dev-backplane:9091,MTLS://dev-broker-2.dev-published:19193,APPS://dev-broker-2.dev-clients:9094',
    );
  });

  test('has all servers wait shortly for a name that nobody has, also where no name server answers a host', () => {
    const servers = Object.values(cluster.resource['docker_container'] ?? {});
    expect(new Set(servers.map((server) => JSON.stringify(server['dns_opts'])))).toEqual(new Set(['["timeout:1"]']));
  });

  test('has racks that follow the hosts', () => {
    expect(manifest.brokers.map(({ settings }) => settings['broker.rack'])).toEqual(['kafka-a', 'kafka-b', 'kafka-c']);
  });

  test('hands stores over before anything else is done with new certificates, when the volumes are there', () => {
    const issued = base.resource['terraform_data']?.['dev-issued'];
    expect(issued).toMatchObject({
      provisioner: [{ 'local-exec': { command: 'hand over' } }, { 'local-exec': { command: 'fetch' } }],
    });
    expect(issued?.['depends_on']).toContain('docker_volume.dev-broker-3-secrets-on-kafka-c');
    expect(JSON.stringify(issued?.['triggers_replace'])).toContain('dev-broker-2-secrets-on-kafka-b');
  });

  test('keeps the authorities, the administrator and the steps that issue on the first host', () => {
    const own = (type: string, name: string): unknown => base.resource[type]?.[name]?.['provider'];
    for (const [type, name] of [
      ['docker_volume', 'dev-authority'],
      ['docker_volume', 'dev-identities'],
      ['docker_container', 'dev-keytool'],
    ] as const) {
      expect(base.resource[type]).toHaveProperty(name);
      expect(own(type, name)).toBeUndefined();
    }
    expect(Object.keys(base.resource['docker_volume'] ?? {}).filter((name) => name.includes('authority-on'))).toEqual(
      [],
    );
  });

  test('has the hosts’ networks on each of them, and the others on the first', () => {
    const networks = Object.entries(base.resource['docker_network'] ?? {}).map(([id, { name, driver, provider }]) => [
      ...[id, name, driver, provider],
    ]);
    expect(networks).toEqual([
      ['dev-backplane', 'dev-backplane', 'overlay', undefined],
      ['dev-clients', 'dev-clients', 'overlay', undefined],
      ['dev-published', 'dev-published', undefined, undefined],
      ['dev-published-on-kafka-b', 'dev-published', undefined, 'docker.docker-kafka-b'],
      ['dev-published-on-kafka-c', 'dev-published', undefined, 'docker.docker-kafka-c'],
    ]);
    expect(JSON.stringify(brokers[2]?.['networks_advanced'])).toContain('dev-published');
  });

  test('encrypts what goes between hosts where that is asked for', () => {
    const options = (stack: Synthesized['base']): readonly unknown[] =>
      Object.values(stack.resource['docker_network'] ?? {}).map((network) => network['options']);
    expect(options(base).filter((each) => each !== undefined)).toEqual([]);
    expect(options(synthesizeOn({ hosts, encryptNetworks: true }).base).filter((each) => each !== undefined)).toEqual([
      { encrypted: 'true' },
      { encrypted: 'true' },
    ]);
  });

  test('writes on each host the configuration of its own servers, and what all of them read', () => {
    const written = hosts.map(({ name }, index) => {
      const step = base.resource['docker_container']?.[`dev-configure${index === 0 ? '' : `-on-${name}`}`];
      const files = [...JSON.stringify(step).matchAll(/dev-broker-\d-[0-9a-f]{12}\.properties|kafka-log4j[\w.-]*/g)];
      return [...new Set(files.map(([file]) => file.replace(/-[0-9a-f]{12}.*/, '')))].sort();
    });
    expect(written.map((files) => files.filter((file) => file.includes('broker')))).toEqual([
      ['dev-broker-1'],
      ['dev-broker-2'],
      ['dev-broker-3'],
    ]);
    const shared = written.map((files) => files.filter((file) => !file.includes('broker')));
    expect(shared[1]).toEqual(shared[0]);
  });

  test('keeps the provider of a host without servers, for what the state knows there', () => {
    const busy = Host.of('ssh://ops@kafka-a', { address: '10.0.0.1', brokers: [1, 2, 3], metadataServers: [1] });
    const idle = Host.of('ssh://ops@kafka-d', { address: '10.0.0.4' });
    const { base: four } = synthesizeOn({ hosts: [busy, idle], metadata: Metadata.zooKeeper({ nodes: 1 }) });
    expect(JSON.stringify(four.provider)).toContain('docker-kafka-d');
    expect(JSON.stringify(four.resource)).not.toContain('kafka-d');
  });

  test('tells the tools of every host, the first first', () => {
    expect(manifest.hosts?.map(({ host, address }) => [host, address])).toEqual([
      ['kafka-a', '10.0.0.1'],
      ['kafka-b', '10.0.0.2'],
      ['kafka-c', '10.0.0.3'],
    ]);
  });

  test('fails without what hands stores over', () => {
    expect(codesOf(() => synthesize({ listeners, hosts }))).toEqual(['HandoverMissing']);
  });
});

describe('a cluster with KRaft on several hosts', () => {
  const { base, cluster, manifest } = synthesizeOn({ hosts, metadata: Metadata.kraft() });
  const steps = ['', '-on-kafka-b', '-on-kafka-c'].map(
    (end) => base.resource['docker_container']?.[`dev-configure${end}`],
  );

  /** What a step is given, by its path in the step's container. */
  const filesOf = (step: (typeof steps)[number]): ReadonlyMap<string, string> => {
    const [, ...given] = String(step?.['entrypoint']).split(',step,');
    const texts = (step?.['entrypoint'] as readonly string[]).slice(4, -6);
    expect(given).not.toEqual([]);
    return new Map(texts.flatMap((text, index) => (index % 2 === 0 ? [[text, texts[index + 1] ?? '']] : [])));
  };

  test('has a controller on each host’s engine, by the rule for servers of one kind', () => {
    const controllers = [1, 2, 3].map((id) => `dev-controller-${id}`);
    const providers = controllers.map((name) => cluster.resource['docker_container']?.[name]?.['provider']);
    expect(new Set(providers)).toEqual(new Set([undefined, 'docker.docker-kafka-b', 'docker.docker-kafka-c']));
    for (const [index, name] of controllers.entries()) {
      const { host = '' } = manifest.placements?.[name] ?? {};
      expect(providers[index]).toBe(host === 'kafka-a' ? undefined : `docker.docker-${host}`);
      const volumes = Object.keys(base.resource['docker_volume'] ?? {});
      expect(volumes).toContain(`${name}-data${host === 'kafka-a' ? '' : `-on-${host}`}`);
    }
  });

  test('names all controllers to each server by their names in the servers’ overlay', () => {
    const voters = [1, 2, 3].map((id) => `${1000 + id}@dev-controller-${id}.dev-backplane:9093`).join(',');
    expect(manifest.brokers.map(({ settings }) => settings['controller.quorum.voters'])).toEqual([
      voters,
      voters,
      voters,
    ]);
  });

  test('tells every host the identity of the cluster before any volume is formatted, whenever there is another volume', () => {
    const { 'dev-identity': first, 'dev-identity-confirmed': second } = base.resource['terraform_data'] ?? {};
    expect(first).toMatchObject({ provisioner: [{ 'local-exec': { command: 'hand over --identity' } }] });
    expect(second).toMatchObject({ provisioner: [{ 'local-exec': { command: 'hand over --identity' } }] });
    for (const volume of ['dev-broker-3-data-on-kafka-c', 'dev-configuration', 'dev-configuration-on-kafka-b']) {
      expect(first?.['depends_on']).toContain(`docker_volume.${volume}`);
      expect(JSON.stringify(first?.['triggers_replace'])).toContain(`docker_volume.${volume}.id`);
    }
    expect(first?.['depends_on']).toContain('docker_image.dev-kafka-on-kafka-c');
    steps.forEach((step) => {
      expect(step?.['depends_on']).toContain('terraform_data.dev-identity-confirmed');
    });
  });

  test('formats on each host the volumes of its own servers, with the identity that was told, and takes no metadata from another controller’s volume', () => {
    for (const [index, step] of steps.entries()) {
      const files = filesOf(step);
      const formatted = [...files.keys()].filter((file) => file.startsWith('/step/storage/'));
      expect(formatted).toHaveLength(3);
      expect(formatted).toEqual(
        expect.arrayContaining(['/step/storage/identity', `/step/storage/dev-broker-${index + 1}-data`]),
      );
      expect(files.get('/step/storage/identity')).toContain('log.dirs=/mnt/shared/config/.identity');
      expect(files.get('/step/take-metadata.sh')).toBe('#!/bin/sh\n');
    }
  });

  test('takes metadata from another controller’s volume where one host has all of them', () => {
    const [first, ...others] = hosts;
    const together = [Host.of('ssh://ops@kafka-a', { address: '10.0.0.1', metadataServers: [1, 2, 3] }), ...others];
    expect(first?.name).toBe('kafka-a');
    const one = synthesizeOn({ hosts: together, metadata: Metadata.kraft() }).base;
    expect(filesOf(one.resource['docker_container']?.['dev-configure']).get('/step/take-metadata.sh')).toContain(
      'DumpLogSegments',
    );
    expect(filesOf(one.resource['docker_container']?.['dev-configure-on-kafka-b']).get('/step/take-metadata.sh')).toBe(
      '#!/bin/sh\n',
    );
  });
});

test.each([Metadata.zooKeeper(), Metadata.kraft()])('one host is the same as its engine, to the letter', (metadata) => {
  const withHost = synthesizeOn({ hosts: [Host.of('ssh://ops@kafka-a')], metadata });
  expect(withHost).toEqual(synthesizeOn({ engine: 'ssh://ops@kafka-a', metadata }));
  expect(JSON.stringify(withHost.base)).not.toContain('identity-confirmed');
});

test('100 brokers on 30 hosts have four or three each, in as many racks', () => {
  const many = Array.from({ length: 30 }, (_, index) => Host.of(`ssh://kafka-${index}`, { rack: `rack-${index % 3}` }));
  const { brokers, placements = {} } = modelOf({ listeners, hosts: many, brokers: 100 });
  const counts = new Map<string, number>();
  for (const { node } of brokers) {
    const host = placements[node.container]?.host ?? '';
    counts.set(host, (counts.get(host) ?? 0) + 1);
  }
  expect([...new Set(counts.values())].sort()).toEqual([3, 4]);
  expect(counts.size).toBe(30);
  expect(new Set(brokers.map(({ rack }) => rack))).toEqual(new Set(['rack-0', 'rack-1', 'rack-2']));
});
