import { CHECKS } from '../../../../proof/checks';
import { identityViolations } from '../../../../proof/checks/cold-restart';
import { controlViolations, refusalViolations } from '../../../../proof/checks/min-isr';
import { uncleanViolations, untriedViolations } from '../../../../proof/checks/no-unclean';
import { nextFault } from '../../../../proof/checks/soak';
import { tally } from '../../../../proof/workload/send-batch';
import type { Outcome, Send } from '../../../../proof/verification/delivery-verifier';
import { randomFrom } from '../../../../proof/context/random';
import { manifest } from '../../fixtures/manifest';

const send = (outcome: Outcome, reason?: string): Send => ({
  ...{ partition: 0, value: 'v', outcome, at: 0 },
  ...(reason !== undefined && { reason }),
});
const refused = send('failed', 'NOT_ENOUGH_REPLICAS');
const appended = send('unknown', 'NOT_ENOUGH_REPLICAS_AFTER_APPEND');
const acknowledged = send('acknowledged');

describe('sends below min.insync.replicas', () => {
  const topic = { topic: 't', kept: 1, minInsyncReplicas: 2 };

  test('pass when each was refused, before or after the append', () => {
    expect(refusalViolations([refused, appended], topic)).toEqual([]);
  });

  test('fail when a single one was acknowledged', () => {
    expect(refusalViolations([refused, acknowledged], topic)).toMatchObject([
      { code: 'AcknowledgedBelowMinIsr', value: '1 of 2 sends acknowledged, with min.insync.replicas 2' },
    ]);
  });

  test('fail to say anything when those before or after were refused as well, or never made', () => {
    expect(controlViolations('t', [acknowledged], [acknowledged])).toEqual([]);
    expect(controlViolations('t', [acknowledged, refused], [])).toMatchObject([
      { code: 'NotAcknowledged', value: '1 acknowledged, 1 NOT_ENOUGH_REPLICAS' },
      { code: 'NotAcknowledged', value: 'nothing sent' },
    ]);
  });

  test('are counted by their reasons', () => {
    expect(tally([refused, refused, appended])).toBe('2 NOT_ENOUGH_REPLICAS, 1 NOT_ENOUGH_REPLICAS_AFTER_APPEND');
  });
});

describe('a partition with a lagging replica left', () => {
  test('passes when it had no leader, or the one that was in sync', () => {
    expect(uncleanViolations('t', [-1, -1, 1], [1])).toEqual([]);
  });

  test('fails when the lagging one became its leader', () => {
    expect(uncleanViolations('t', [-1, 2], [1])).toMatchObject([{ code: 'UncleanElection', value: 'led by broker 2' }]);
  });

  test('fails to be judged when nothing was acknowledged that it could lack, or it was never seen offline', () => {
    expect(untriedViolations('t', [refused, acknowledged], [1, -1])).toEqual([]);
    expect(untriedViolations('t', [refused], [1, 1])).toMatchObject([
      { code: 'UncleanElectionNotTried', value: 'nothing' },
      { code: 'UncleanElectionNotTried', value: 'led by 1' },
    ]);
  });
});

describe('a cluster that was started again', () => {
  test('passes when it is the same, and fails when it has another id', () => {
    expect(identityViolations('a', 'a')).toEqual([]);
    expect(identityViolations('a', 'b')).toMatchObject([{ code: 'OtherCluster', value: 'b' }]);
  });
});

describe('the faults of a soak', () => {
  const faults = (seed: number, cluster: Parameters<typeof nextFault>[0] = manifest) => {
    const random = randomFrom(seed);
    return Array.from({ length: 200 }, () => nextFault(cluster, random));
  };

  test('are the same for the same seed, and others for another one', () => {
    expect(faults(1)).toEqual(faults(1));
    expect(faults(1)).not.toEqual(faults(2));
  });

  test('hit every server in every way', () => {
    expect(new Set(faults(1).map(({ container }) => container)).size).toBe(6);
    expect(new Set(faults(1).map(({ done }) => done)).size).toBe(4);
  });

  test('spare a ZooKeeper node that nobody could stand in for', () => {
    const single = { ...manifest, metadata: { ...manifest.metadata, servers: manifest.metadata.servers.slice(0, 1) } };
    expect(faults(1, single).every(({ container }) => container.includes('broker'))).toBe(true);
  });
});

describe('the checks', () => {
  test('have names of their own', () => {
    expect(new Set(CHECKS.map(({ name }) => name)).size).toBe(CHECKS.length);
  });
});
