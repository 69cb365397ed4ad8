import { tmpdir } from 'node:os';
import {
  closingWords,
  destroyServers,
  leftoverViolations,
  refuseForeignCluster,
  standingViolations,
  synthesizeEnd,
} from '../../../../cli/commands/destroy';
import type { Workspace } from '../../../../cli/workspace';
import type { TerraformEvent } from '../../../../cli/terraform/events';
import type { Inventory } from '../../../../runtime/engine/inventory';

const engine = {} as never;
const placement = { address: '127.0.0.1' };
const NOTHING: Inventory = { containers: [], networks: [], volumes: [] };
const STANDING: Inventory = {
  containers: [{ engine, placement, id: '1', name: 'kafka-broker-1', role: 'broker', isRunning: true }],
  networks: [{ engine, placement, id: '2', name: 'kafka-clients', driver: 'bridge' }],
  volumes: [{ engine, placement, name: 'kafka-broker-1-data' }],
};

describe('The end of a destroy', () => {
  test('says that everything is gone when nothing is left', () => {
    const destroyed = { before: STANDING, after: NOTHING, inUse: [] };
    expect(leftoverViolations('kafka', destroyed, true)).toEqual([]);
    expect(closingWords('kafka', destroyed, true)).toBe('Everything is gone but the passwords file.');
  });

  test('fails when a network is left, and says whose containers are in it', () => {
    const after = { ...NOTHING, networks: STANDING.networks };
    const inUse = [{ name: 'kafka-clients', by: ['app'] }];
    expect(leftoverViolations('kafka', { before: STANDING, after, inUse }, false)).toMatchObject([
      {
        code: 'ClusterNotGone',
        value: '1 network (kafka-clients)',
        remedy: 'end what uses it: network kafka-clients (in use by app); run this again',
      },
    ]);
  });

  test('fails when a network of several hosts is kept for a container that is gone, and says which engine gives it up when it is started anew', () => {
    const after = { ...NOTHING, networks: STANDING.networks };
    const inUse = [{ name: 'kafka-clients', by: [], keptOn: ['kafka-b'] }];
    expect(leftoverViolations('kafka', { before: STANDING, after, inUse }, false)).toMatchObject([
      {
        code: 'ClusterNotGone',
        remedy:
          'start the engine of kafka-b anew (systemctl restart docker): it keeps networks for containers that are gone; run this again',
      },
    ]);
  });

  test('counts the volumes that it was to keep, and fails when it was to keep none', () => {
    const destroyed = { before: STANDING, after: { ...NOTHING, volumes: STANDING.volumes }, inUse: [] };
    expect(leftoverViolations('kafka', destroyed, false)).toEqual([]);
    expect(closingWords('kafka', destroyed, false)).toMatch(/^1 volume is kept, with certificates and topics; /);
    expect(leftoverViolations('kafka', destroyed, true)).toMatchObject([{ value: '1 volume (kafka-broker-1-data)' }]);
  });

  test('says that there was nothing, where there was nothing', () => {
    expect(closingWords('kafka', { before: NOTHING, after: NOTHING, inUse: [] }, true)).toBe(
      'There was nothing of cluster kafka on this engine.',
    );
  });
});

describe('A cluster whose declaration fails', () => {
  test('is told with all that stands, and how it goes without a declaration', () => {
    expect(standingViolations('kafka', STANDING)).toMatchObject([
      {
        code: 'ClusterNotGone',
        rule: expect.stringContaining('nothing was touched') as string,
        value: '1 container (kafka-broker-1), 1 network (kafka-clients), 1 volume (kafka-broker-1-data)',
        remedy: expect.stringContaining(
          'docker rm -f $(docker ps -aq --filter label=cdktf-kafka.cluster=kafka)',
        ) as string,
      },
    ]);
  });

  test('is nothing to tell where there is nothing', () => {
    expect(standingViolations('kafka', NOTHING)).toEqual([]);
  });
});

describe('What is destroyed', () => {
  test('is in the state of this checkout, as its volumes or networks are', () => {
    expect(() => {
      refuseForeignCluster({ name: 'kafka' }, STANDING, ['docker_volume.kafka-broker-1-data']);
      refuseForeignCluster({ name: 'kafka' }, STANDING, ['docker_network.kafka-clients']);
      refuseForeignCluster({ name: 'kafka' }, NOTHING, []);
    }).not.toThrow();
  });

  test('fails for a cluster that runs without a state here, with all that was found and not touched', () => {
    expect(() => {
      refuseForeignCluster({ name: 'kafka' }, STANDING, ['docker_image.kafka-kafka']);
    }).toThrow(
      /\[ClusterOfAnotherCheckout\] cluster kafka: .*nothing was touched, got 1 container \(kafka-broker-1\), 1 network \(kafka-clients\), 1 volume/,
    );
  });
});

describe('What is to go', () => {
  const workspace = { out: tmpdir() } as unknown as Workspace;
  const promises = { promised: expect.objectContaining({ schema: 2 }) as unknown };

  test('is synthesized as it is deployed: a destroy that is refused afterwards leaves no image that there never was', async () => {
    const synthesis = jest.fn().mockResolvedValue([]);
    await synthesizeEnd(workspace, synthesis);
    expect(synthesis.mock.calls).toEqual([[workspace]]);
  });

  test('is promised images where those of its next version are yet to be made', async () => {
    const synthesis = jest.fn().mockRejectedValueOnce(new Error('[ImageVersionDiffers]')).mockResolvedValue([]);
    await synthesizeEnd(workspace, synthesis);
    expect(synthesis.mock.calls).toEqual([[workspace], [workspace, promises]]);
  });

  test('fails as it is declared, where it can’t be synthesized either way', async () => {
    const synthesis = jest
      .fn()
      .mockRejectedValueOnce(new Error('as declared'))
      .mockRejectedValueOnce(new Error('as promised'));
    await expect(synthesizeEnd(workspace, synthesis)).rejects.toThrow('as declared');
  });
});

describe('The servers', () => {
  const EVENTS: readonly TerraformEvent[] = [
    { type: 'planned_change', change: { resource: { addr: 'docker_container.kafka-broker-1' }, action: 'delete' } },
    {
      type: 'apply_start',
      hook: { resource: { addr: 'docker_container.kafka-broker-1' }, action: 'delete' },
    },
    {
      type: 'apply_complete',
      hook: { resource: { addr: 'docker_container.kafka-broker-1' }, action: 'delete' },
    },
  ];

  /** What happens, in order, when Terraform comes so far. */
  async function order({
    kills,
    events,
    refusal,
  }: Readonly<{ kills: boolean; events: number; refusal?: string }>): Promise<string[]> {
    const happened: string[] = [];
    const note = (what: string) => (): Promise<void> => {
      happened.push(what);
      return Promise.resolve();
    };
    const ended = destroyServers({
      terraform: {
        stack: 'kafka-cluster',
        addresses: () => Promise.resolve(['docker_container.kafka-broker-1']),
        destroy: (_, onEvent, told) => {
          expect(told).toEqual(kills ? { KAFKA_SERVERS: 'killed' } : undefined);
          for (const event of EVENTS.slice(0, events)) {
            happened.push(event.type);
            onEvent(event);
          }
          return refusal === undefined ? Promise.resolve() : Promise.reject(new Error(refusal));
        },
      },
      board: { follow: (_, apply) => apply(() => undefined) },
      handOver: note('hand over'),
      kill: kills ? note('kill') : undefined,
    });
    await ended.catch((error: unknown) => happened.push(String(error)));
    return happened;
  }

  test('are killed as soon as Terraform has begun, where nothing of theirs is kept', async () => {
    expect(await order({ kills: true, events: 3 })).toEqual([
      ...['planned_change', 'apply_start', 'kill', 'apply_complete', 'hand over'],
    ]);
  });

  test('live on when Terraform refuses before it has begun', async () => {
    expect(await order({ kills: true, events: 1, refusal: 'state locked' })).toEqual([
      ...['planned_change', 'Error: state locked'],
    ]);
    expect(await order({ kills: true, events: 0, refusal: 'no provider' })).toEqual(['Error: no provider']);
  });

  test('are killed also where no state knows any, and by nobody where their data stay', async () => {
    expect(await order({ kills: true, events: 0 })).toEqual(['kill', 'hand over']);
    expect(await order({ kills: false, events: 2 })).toEqual(['hand over', 'planned_change', 'apply_start']);
  });
});
