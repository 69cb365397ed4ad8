import { hostname } from 'node:os';
import type Docker from 'dockerode';
import { awaitProofEnd } from '../../../../runtime/engine/proof-lock';
import { holdProof, isGone, type Prover } from '../../../../runtime/engine/proof-lock';
import { manifest } from '../../fixtures/manifest';

const HOUR = 3_600_000;
const DEAD = 2 ** 22 + 1;
const later = (ms: number): string => new Date(Date.now() + ms).toISOString();
const prover = (changes: Partial<Prover> = {}): Prover => ({
  ...{ host: hostname(), pid: process.pid, since: later(0), until: later(HOUR), ...changes },
});
const failure = (statusCode: number): Promise<never> => Promise.reject(Object.assign(new Error(), { statusCode }));

/** An engine of containers that are never started: their labels by their names. */
class FakeEngine {
  public readonly labels = new Map<string, Readonly<Record<string, string>>>();
  public looks = 0;

  public mark(name: string, by: Prover): void {
    this.labels.set(name, { 'cdktf-kafka.prover': JSON.stringify(by) });
  }

  public get docker(): Docker {
    return {
      createContainer: ({ name, Labels }: { name: string; Labels: Record<string, string> }) => {
        if (this.labels.has(name)) {
          return failure(409);
        }
        this.labels.set(name, Labels);
        return Promise.resolve({ id: name });
      },
      getContainer: (name: string) => ({
        inspect: () => {
          this.looks += 1;
          const found = this.labels.get(name);
          return found === undefined ? failure(404) : Promise.resolve({ Id: name, Config: { Labels: found } });
        },
        remove: () => {
          this.labels.delete(name);
          return Promise.resolve();
        },
      }),
    } as unknown as Docker;
  }
}

let engine: FakeEngine;
beforeEach(() => {
  engine = new FakeEngine();
});

describe('A proof under way', () => {
  test('is marked on the engine until its end', async () => {
    const giveBack = await holdProof(engine.docker, manifest, { soakMs: 0 });
    expect(engine.labels.get('kafka-proof')).toMatchObject({
      'cdktf-kafka.cluster': 'kafka',
      'cdktf-kafka.role': 'proof-lock',
    });
    await giveBack();
    expect(engine.labels.size).toBe(0);
  });

  test('fails to be joined by another, which names it and the way out', async () => {
    engine.mark('kafka-proof', prover({ host: 'elsewhere', pid: 7 }));
    await expect(holdProof(engine.docker, manifest, { soakMs: 0 })).rejects.toThrow(
      /^\[ProofUnderWay\] cluster kafka: .*, got process 7 on elsewhere since .*; await its end; .*: docker rm kafka-proof$/,
    );
    expect(engine.labels.size).toBe(1);
  });

  test('keeps nobody from proving another cluster', async () => {
    engine.mark('kafka-proof', prover());
    await holdProof(engine.docker, { ...manifest, name: 'other' }, { soakMs: 0 });
    expect([...engine.labels.keys()]).toEqual(['kafka-proof', 'other-proof']);
  });

  test('gives way to the next one when it was killed', async () => {
    engine.mark('kafka-proof', prover({ pid: DEAD }));
    await holdProof(engine.docker, manifest, { soakMs: 0 });
    expect(engine.labels.get('kafka-proof')?.['cdktf-kafka.prover']).toContain(`"pid":${process.pid}`);
  });

  test('counts for nothing where its process has ended, or where its time is over and nobody can look', () => {
    expect(isGone(prover())).toBe(false);
    expect(isGone(prover({ until: later(-1) }))).toBe(false);
    expect(isGone(prover({ pid: DEAD }))).toBe(true);
    expect(isGone(prover({ host: 'elsewhere', pid: DEAD }))).toBe(false);
    expect(isGone(prover({ host: 'elsewhere', until: later(-1) }))).toBe(true);
  });
});

describe('Who changes a cluster', () => {
  test('goes on at once where nobody proves it, and clears away the mark of who was killed', async () => {
    const told: string[] = [];
    await awaitProofEnd(engine.docker, 'kafka', (line) => told.push(line));
    engine.mark('kafka-proof', prover({ pid: DEAD }));
    await awaitProofEnd(engine.docker, 'kafka', (line) => told.push(line));
    expect(told).toEqual([]);
    expect(engine.labels.size).toBe(0);
  });

  test('minds no container of the same name that no proof has made', async () => {
    engine.labels.set('kafka-proof', {});
    await awaitProofEnd(engine.docker, 'kafka', () => undefined);
    expect(engine.labels.size).toBe(1);
  });

  test('awaits the end of a proof, and says so once', async () => {
    const told: string[] = [];
    const giveBack = await holdProof(engine.docker, manifest, { soakMs: 0 });
    await awaitProofEnd(engine.docker, 'kafka', (line) => {
      told.push(line);
      void giveBack();
    });
    expect(told).toEqual([expect.stringMatching(/^a proof is under way \(process \d+ on .*\): awaiting its end$/)]);
    expect(engine.looks).toBe(2);
  });
});
