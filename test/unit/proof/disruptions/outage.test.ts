import type Docker from 'dockerode';
import { CleanupStack } from '../../../../proof/context/cleanup-stack';
import type { ProofContext } from '../../../../proof/context/proof-context';
import { firstFreeAddress } from '../../../../proof/disruptions/free-address';
import { disconnectServer, pauseServer } from '../../../../proof/disruptions/outage';
import { Engines } from '../../../../runtime/engine/engines';
import { manifest } from '../../fixtures/manifest';
import { spread } from '../../fixtures/spread-manifest';

describe('a container that is taken out of a network', () => {
  /** An engine with one network, which gives out the lowest free address, as Docker does. */
  class Network {
    public readonly log: string[] = [];
    private readonly addresses: Record<string, string>;
    public readonly aliases: Record<string, readonly string[]> = { broker: ['id', 'kafka'] };

    public constructor(taken: Record<string, string>) {
      this.addresses = { ...taken };
    }

    public get engines(): Engines {
      return new Engines({}, () => this.engine);
    }

    private get engine(): Docker {
      return {
        getContainer: (name: string) => ({
          inspect: () =>
            Promise.resolve({
              Id: 'identifier',
              NetworkSettings: {
                Networks:
                  name in this.addresses
                    ? { n: { IPAddress: this.addresses[name], Aliases: this.aliases[name], IPAMConfig: {} } }
                    : {},
              },
            }),
          remove: () => {
            this.log.push(`remove ${name}`);
            this.leave(name);
            return Promise.resolve();
          },
        }),
        createContainer: ({ name }: { name: string }): Promise<unknown> =>
          Promise.resolve({
            id: name,
            start: () => {
              this.join(name);
              return Promise.resolve();
            },
          }),
        getNetwork: () => ({
          inspect: () =>
            Promise.resolve({
              IPAM: { Config: [{ Subnet: '10.0.0.0/24', Gateway: '10.0.0.1' }] },
              Containers: Object.fromEntries(
                Object.entries(this.addresses).map(([name, address]) => [name, { IPv4Address: `${address}/24` }]),
              ),
            }),
          disconnect: ({ Container: name }: { Container: string }) => {
            this.leave(name);
            return Promise.resolve();
          },
          connect: (request: { Container: string; EndpointConfig: { Aliases: string[] } }) => {
            this.join(request.Container);
            this.aliases[request.Container] = ['id', ...request.EndpointConfig.Aliases];
            return Promise.resolve();
          },
        }),
      } as unknown as Docker;
    }

    public leave(name: string): void {
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the fake engine's table is keyed by name
      delete this.addresses[name];
    }

    private join(name: string): void {
      const address = firstFreeAddress('10.0.0.0/24', ['10.0.0.1', ...Object.values(this.addresses)]) ?? '';
      this.addresses[name] = address;
      this.log.push(`${name.includes('proof') ? 'held' : name} ${address}`);
    }
  }

  const claim = (): Promise<void> => Promise.resolve();

  const proofOn = (network: Network): ProofContext =>
    ({ engines: network.engines, manifest, cleanup: new CleanupStack(), claim }) as unknown as ProofContext;

  test('comes back with its address and names, though lower addresses are free by then', async () => {
    const network = new Network({ other: '10.0.0.2', another: '10.0.0.3', broker: '10.0.0.4' });
    const outage = await disconnectServer(proofOn(network), 'broker', 'n');
    network.leave('other');
    network.leave('another');
    await outage.end();
    expect(network.log.slice(0, 3)).toEqual(['held 10.0.0.2', 'held 10.0.0.3', 'broker 10.0.0.4']);
    expect(network.log.slice(3).every((line) => line.startsWith('remove kafka-proof-'))).toBe(true);
    expect(network.aliases['broker']).toEqual(['id', 'kafka']);
  });

  test('comes back at the end when the check forgot it', async () => {
    const network = new Network({ broker: '10.0.0.2' });
    const cleanup = new CleanupStack();
    await disconnectServer({ engines: network.engines, manifest, cleanup, claim }, 'broker', 'n');
    expect(await cleanup.runAll()).toEqual([]);
    expect(network.log).toEqual(['broker 10.0.0.2']);
  });

  test('comes back into networks of several hosts with whatever addresses those give, and is started again for them', async () => {
    const asked: string[] = [];
    const networks: Record<string, unknown> = {
      'kafka-backplane': {
        IPAddress: '10.0.1.4',
        Aliases: ['identifier', 'kafka'],
        IPAMConfig: { IPv4Address: '10.0.1.4' },
      },
      'kafka-clients': { IPAddress: '10.0.2.4', Aliases: ['ident'], IPAMConfig: { IPv4Address: '10.0.2.4' } },
    };
    const there = new Set(Object.keys(networks));
    const state = { Running: true };
    const missing = ['kafka-backplane'];
    const engine = {
      getContainer: () => ({
        inspect: () =>
          Promise.resolve({
            Id: 'identifier',
            State: state,
            NetworkSettings: {
              Networks: Object.fromEntries(Object.entries(networks).filter(([name]) => there.has(name))),
            },
          }),
        stop: () => {
          asked.push('stop');
          state.Running = false;
          return Promise.resolve();
        },
        start: () => {
          asked.push('start');
          const network = missing.pop();
          state.Running = network === undefined;
          return network === undefined
            ? Promise.resolve()
            : Promise.reject(Object.assign(new Error(`network ${network} not found`), { statusCode: 404 }));
        },
      }),
      getNetwork: (name: string) => ({
        inspect: () => Promise.reject(Object.assign(new Error(), { statusCode: 404 })),
        disconnect: () => {
          asked.push(`disconnect ${name}`);
          there.delete(name);
          return Promise.resolve();
        },
        connect: ({ EndpointConfig: config }: { EndpointConfig: Docker.EndpointSettings }) => {
          asked.push(`connect ${name} ${JSON.stringify(config)}`);
          there.add(name);
          return Promise.resolve();
        },
      }),
    } as unknown as Docker;
    const proof = { engines: new Engines(spread, () => engine), manifest: spread, cleanup: new CleanupStack(), claim };
    const outage = await disconnectServer(proof, 'kafka-broker-1', 'kafka-backplane', 'kafka-clients');
    await outage.end();
    await outage.end();
    expect(asked).toEqual([
      ...['disconnect kafka-backplane', 'disconnect kafka-clients'],
      ...['connect kafka-backplane {"Aliases":["kafka"]}', 'connect kafka-clients {"Aliases":[]}'],
      // The engine has the network again a moment later.
      ...['stop', 'start', 'start'],
    ]);
  });

  test('fails to be taken out of a network that it is not in', async () => {
    const network = new Network({ other: '10.0.0.2' });
    await expect(disconnectServer(proofOn(network), 'broker', 'n')).rejects.toThrow('[NetworkNotConnected] broker');
  });
});

describe('a container that is paused', () => {
  test('is paused at last though its engine fails at it while one of its processes starts', async () => {
    const asked: string[] = [];
    const state = { Paused: false };
    const server = {
      inspect: () => Promise.resolve({ State: { ...state } }),
      pause: () => {
        asked.push('pause');
        state.Paused = asked.length > 2;
        const failed = Object.assign(new Error('OCI runtime pause failed: unable to freeze'), { statusCode: 500 });
        return state.Paused ? Promise.resolve() : Promise.reject(failed);
      },
      unpause: () => {
        asked.push('unpause');
        state.Paused = false;
        return Promise.resolve();
      },
    };
    const engines = new Engines({}, () => ({ getContainer: () => server }) as unknown as Docker);
    const claim = (): Promise<void> => Promise.resolve();
    const outage = await pauseServer({ engines, manifest, cleanup: new CleanupStack(), claim }, 'kafka-broker-1');
    expect(asked).toEqual(['pause', 'pause', 'pause']);
    await outage.end();
    expect(asked.at(-1)).toBe('unpause');
  });
});
