import { EventEmitter } from 'node:events';
import type Docker from 'dockerode';
import { awaitServers, settleProofs } from '../../../../proof/aftermath/dead-proof';
import { findProver, holdProof, type DeadProof, type Prover } from '../../../../proof/aftermath/proof-mark';
import { Engines } from '../../../../runtime/engine/engines';
import { manifest } from '../../fixtures/manifest';
import { spread } from '../../fixtures/spread-manifest';

const failure = (statusCode: number): Promise<never> => Promise.reject(Object.assign(new Error(), { statusCode }));
const prover = (changes: Partial<Prover> = {}): Prover => ({
  ...{ host: 'elsewhere', pid: 7, since: '2026-01-01T12:00:00Z', run: 'cdktf-kafka-proof-1-0001', servers: [] },
  ...changes,
});

interface Server {
  labels: Readonly<Record<string, string>>;
  state: { Status: string; Running: boolean; Paused: boolean; Health?: { Status: string } };
  networks: string[];
  created: string;
}
const RUNNING = { Status: 'running', Running: true, Paused: false };
const EXITED = { Status: 'exited', Running: false, Paused: false };

/** An engine of containers by their names, each of which ends with whoever is attached to it. */
class FakeEngine {
  public readonly containers = new Map<string, Server>();
  public readonly streams = new Map<string, EventEmitter>();
  public readonly asked: string[] = [];
  public ping = (): Promise<unknown> => Promise.resolve('OK');

  public put(name: string, changes: Partial<Server> = {}): Server {
    const server = { ...{ labels: {}, state: RUNNING, networks: [], created: new Date().toISOString() }, ...changes };
    this.containers.set(name, server);
    return server;
  }

  public mark(by: Prover | undefined, changes: Partial<Server> = {}): void {
    this.put('kafka-proof', {
      labels: by === undefined ? {} : { 'cdktf-kafka.prover': JSON.stringify(by) },
      ...changes,
    });
  }

  /** The process that holds a mark has ended: the engine ends the mark. */
  public die(name: string): void {
    this.streams.get(name)?.emit('close');
    this.put(name, { ...this.containers.get(name), state: EXITED });
  }

  public get engines(): Engines {
    return new Engines(manifest, () => this.docker);
  }

  public get docker(): Docker {
    const container = (name: string): unknown => ({
      id: name,
      inspect: () => {
        const found = this.containers.get(name);
        return found === undefined
          ? failure(404)
          : Promise.resolve({
              Id: name,
              Created: found.created,
              Config: { Labels: found.labels },
              State: found.state,
              NetworkSettings: { Networks: Object.fromEntries(found.networks.map((network) => [network, {}])) },
            });
      },
      attach: () => {
        const stream = Object.assign(new EventEmitter(), {
          resume: () => undefined,
          end: () => this.asked.push(`let go of ${name}`),
        });
        this.streams.set(name, stream);
        return Promise.resolve(stream);
      },
      start: () => {
        this.asked.push(`start ${name}`);
        this.put(name, { ...this.containers.get(name), state: RUNNING });
        return Promise.resolve();
      },
      stop: () => {
        this.asked.push(`stop ${name}`);
        this.put(name, { ...this.containers.get(name), state: EXITED });
        return Promise.resolve();
      },
      unpause: () => {
        this.asked.push(`unpause ${name}`);
        this.put(name, { ...this.containers.get(name), state: RUNNING });
        return Promise.resolve();
      },
      remove: () => {
        this.asked.push(`remove ${name}`);
        this.containers.delete(name);
        this.streams.get(name)?.emit('close');
        return Promise.resolve();
      },
    });
    return {
      ping: () => this.ping(),
      createContainer: ({ name, Labels }: { name: string; Labels: Record<string, string> }) => {
        if (this.containers.has(name)) {
          return failure(409);
        }
        this.put(name, { labels: Labels, state: { Status: 'created', Running: false, Paused: false } });
        return Promise.resolve(container(name));
      },
      getContainer: container,
      listContainers: () => Promise.resolve([]),
      getNetwork: (name: string) => ({
        inspect: () => failure(404),
        connect: ({ Container }: { Container: string }) => {
          this.asked.push(`connect ${Container} to ${name}`);
          return Promise.resolve();
        },
      }),
    } as unknown as Docker;
  }
}

let engine: FakeEngine;
const buried: DeadProof[] = [];
let losses = 0;
const options = {
  run: 'cdktf-kafka-proof-2-0002',
  onLoss: () => {
    losses += 1;
  },
  undo: (dead: DeadProof) => {
    buried.push(dead);
    return Promise.resolve();
  },
};
beforeEach(() => {
  engine = new FakeEngine();
  buried.length = 0;
  losses = 0;
});

describe('A proof under way', () => {
  test('is marked on the engine until its end, with how every server stood before it', async () => {
    engine.put('kafka-broker-1');
    engine.put('kafka-broker-2', { state: EXITED });
    const giveBack = await holdProof(engine.engines, manifest, options);
    expect(engine.containers.get('kafka-proof')?.labels).toMatchObject({
      'cdktf-kafka.cluster': 'kafka',
      'cdktf-kafka.role': 'proof-lock',
    });
    const found = await findProver(engine.engines, 'kafka');
    expect(found).toMatchObject({ lives: true, prover: { run: options.run, pid: process.pid } });
    expect(found?.prover?.servers).toMatchObject([
      { container: 'kafka-broker-1', running: true, paused: false },
      { container: 'kafka-broker-2', running: false },
    ]);
    await giveBack();
    expect([...engine.containers.keys()]).not.toContain('kafka-proof');
    expect(losses).toBe(0);
    // An open connection would keep the program going that called the proof.
    expect(engine.asked).toEqual(['start kafka-proof', 'remove kafka-proof', 'let go of kafka-proof']);
  });

  test('fails to be joined by another, wherever that one runs, and names it and the way out', async () => {
    engine.mark(prover());
    await expect(holdProof(engine.engines, manifest, options)).rejects.toThrow(
      /^\[ProofUnderWay\] cluster kafka: .*, got process 7 on elsewhere since .*; await its end; .*: docker rm -f kafka-proof$/,
    );
    expect(engine.containers.size).toBe(1);
  });

  test('fails to be joined by one of the same host’s name and process id, as two containers may have', async () => {
    const giveBack = await holdProof(engine.engines, manifest, options);
    await expect(holdProof(engine.engines, manifest, options)).rejects.toThrow('[ProofUnderWay]');
    expect(buried).toEqual([]);
    await giveBack();
  });

  test('fails to be joined while its mark has yet to start', async () => {
    engine.mark(prover(), { state: { Status: 'created', Running: false, Paused: false } });
    await expect(holdProof(engine.engines, manifest, options)).rejects.toThrow('[ProofUnderWay]');
  });

  test('keeps nobody from proving another cluster', async () => {
    engine.mark(prover());
    await holdProof(engine.engines, { ...manifest, name: 'other' }, options);
    expect([...engine.containers.keys()]).toEqual(['kafka-proof', 'other-proof']);
  });

  test('gives way to the next one when it was killed, after what it left is put back', async () => {
    engine.mark(prover(), { state: EXITED });
    await holdProof(engine.engines, manifest, options);
    expect(buried).toMatchObject([{ id: 'kafka-proof', run: 'cdktf-kafka-proof-1-0001' }]);
    expect(engine.containers.get('kafka-proof')?.labels['cdktf-kafka.prover']).toContain(options.run);
  });

  test('keeps its mark when putting back is cut short, so that the next command does it', async () => {
    engine.mark(prover(), { state: EXITED });
    const undo = (): Promise<void> => Promise.reject(new Error('killed as well'));
    await expect(holdProof(engine.engines, manifest, { ...options, undo })).rejects.toThrow('killed as well');
    expect(engine.containers.has('kafka-proof')).toBe(true);
  });

  test('is told when its mark has gone, since others may change the cluster then', async () => {
    await holdProof(engine.engines, manifest, options);
    engine.die('kafka-proof');
    expect(losses).toBe(1);
  });
});

describe('Who looks at a cluster, or changes it', () => {
  const told: string[] = [];
  const settle = (awaitEnd = true): ReturnType<typeof settleProofs> =>
    settleProofs(engine.engines, manifest, { awaitEnd, progress: (line) => told.push(line) });
  beforeEach(() => {
    told.length = 0;
  });

  test('goes on at once where nobody proves it', async () => {
    expect(await settle()).toEqual([]);
    expect(told).toEqual([]);
  });

  test('minds no container of the same name that no proof has made', async () => {
    engine.mark(undefined);
    expect(await settle()).toEqual([]);
    expect(engine.containers.size).toBe(1);
  });

  test('awaits the end of a proof, and says so once', async () => {
    const giveBack = await holdProof(engine.engines, manifest, options);
    const settled = settleProofs(engine.engines, manifest, {
      awaitEnd: true,
      progress: (line) => {
        told.push(line);
        void giveBack();
      },
    });
    expect(await settled).toEqual([]);
    expect(told).toEqual([expect.stringMatching(/^a proof is under way \(process \d+ on .*\): awaiting its end$/)]);
  });

  test('does not wait where it only looks', async () => {
    engine.mark(prover());
    expect(await settle(false)).toEqual([]);
  });

  test.each([true, false])('puts back what a killed proof left, and says so (awaits: %s)', async (awaitEnd) => {
    const was = { running: true, paused: false, endpoints: [] };
    const endpoint = { network: 'kafka-backplane', address: '', aliases: ['kafka-broker-3'], declared: {} };
    engine.put('kafka-broker-1', { state: { Status: 'paused', Running: true, Paused: true } });
    engine.put('kafka-broker-2', { state: EXITED });
    engine.put('kafka-broker-3');
    engine.put('kafka-zookeeper-1', { state: EXITED });
    const servers = [
      { container: 'kafka-broker-1', id: 'kafka-broker-1', ...was },
      { container: 'kafka-broker-2', id: 'kafka-broker-2', ...was },
      { container: 'kafka-broker-3', id: 'kafka-broker-3', ...was, endpoints: [endpoint] },
      // Made anew since, stopped before, gone since: none of them is the proof’s doing.
      { container: 'kafka-zookeeper-1', id: 'another', ...was },
      { container: 'kafka-zookeeper-2', id: 'kafka-zookeeper-2', ...was, running: false },
      { container: 'kafka-zookeeper-3', id: 'kafka-zookeeper-3', ...was },
    ];
    engine.mark(prover({ servers }), { state: EXITED });
    const said = await settle(awaitEnd);
    expect(said[0]).toMatch(
      /^a proof was killed \(process 7 on elsewhere since .*\), and what it has left is put back$/,
    );
    expect([...said.slice(1)].sort()).toEqual([
      'kafka-broker-1, which was paused, goes on',
      'kafka-broker-2, which was stopped, runs again',
      'kafka-broker-3 is on network kafka-backplane again',
    ]);
    expect([...engine.asked].sort()).toEqual([
      'connect kafka-broker-3 to kafka-backplane',
      'remove kafka-proof',
      'start kafka-broker-2',
      'unpause kafka-broker-1',
    ]);
    expect(engine.containers.has('kafka-proof')).toBe(false);
    expect(await settle(awaitEnd)).toEqual([]);
  });

  describe('where there are several hosts', () => {
    const backplane = { network: 'kafka-backplane', address: '', aliases: [], declared: {} };
    const cutOff = (container: string) => ({
      ...{ container, id: container, running: true, paused: false, endpoints: [backplane] },
    });
    const settleSpread = (): ReturnType<typeof settleProofs> =>
      settleProofs(new Engines(spread, () => engine.docker), spread, { awaitEnd: true, progress: () => undefined });

    test('puts a host back that was cut off: its servers are in their networks, and are started anew there', async () => {
      engine.put('kafka-broker-2');
      engine.put('kafka-zookeeper-2');
      engine.mark(prover({ servers: [cutOff('kafka-broker-2'), cutOff('kafka-zookeeper-2')] }), { state: EXITED });
      expect([...(await settleSpread()).slice(1)].sort()).toEqual([
        'kafka-broker-2 is on network kafka-backplane again',
        'kafka-zookeeper-2 is on network kafka-backplane again',
      ]);
      for (const server of ['kafka-broker-2', 'kafka-zookeeper-2']) {
        expect(engine.asked.filter((asked) => asked.includes(server))).toEqual([
          ...[`connect ${server} to kafka-backplane`, `stop ${server}`, `start ${server}`],
        ]);
      }
      expect(engine.containers.has('kafka-proof')).toBe(false);
    });

    test('touches nothing while one of them does not answer: the next command puts everything back', async () => {
      engine.put('kafka-broker-2');
      engine.mark(prover({ servers: [cutOff('kafka-broker-2')] }), { state: EXITED });
      engine.ping = () => Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
      await expect(settleSpread()).rejects.toThrow('[EngineUnreachable] Docker engine of host-1: must answer');
      const engines = new Engines(spread, () => engine.docker);
      await expect(holdProof(engines, spread, options)).rejects.toThrow('[EngineUnreachable] Docker engine of host-1');
      expect(engine.asked).toEqual([]);
      expect(engine.containers.has('kafka-proof')).toBe(true);
    });
  });

  test('has servers serve again before they are looked at, but for those that stood still before', async () => {
    const was = { paused: false, endpoints: [] };
    const starting = { ...RUNNING, Health: { Status: 'starting' } };
    engine.put('kafka-broker-1', { state: starting });
    engine.put('kafka-broker-2', { state: EXITED });
    const servers = [
      { container: 'kafka-broker-1', id: 'kafka-broker-1', running: true, ...was },
      { container: 'kafka-broker-2', id: 'kafka-broker-2', running: false, ...was },
      { container: 'kafka-broker-3', id: 'kafka-broker-3', running: true, ...was },
    ];
    let isOver = false;
    const registered = jest.fn(() => Promise.resolve());
    const awaited = awaitServers(engine.engines, { servers }, registered).finally(() => (isOver = true));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(isOver).toBe(false);
    expect(registered).not.toHaveBeenCalled();
    engine.put('kafka-broker-1', { state: { ...RUNNING, Health: { Status: 'healthy' } } });
    expect(await awaited).toEqual([]);
    expect(registered).toHaveBeenCalledTimes(1);
  });

  test('says that a broker which serves again was not registered in time', async () => {
    const was = { paused: false, running: true, endpoints: [] };
    engine.put('kafka-broker-1', { state: RUNNING });
    const servers = [{ container: 'kafka-broker-1', id: 'kafka-broker-1', ...was }];
    const registered = (): Promise<void> => Promise.reject(new Error('broker 1 is not registered'));
    expect(await awaitServers(engine.engines, { servers }, registered)).toEqual(['broker 1 is not registered']);
    expect(await awaitServers(engine.engines, { servers: [] }, registered)).toEqual([]);
  });
});
