import { Duration } from '../../../../model/units/duration';
import type { Admin } from 'kafkajs';
import type { SendOutcome, Send } from '../../../../proof/verification/delivery-verifier';
import { Timeline } from '../../../../proof/context/timeline';
import { until } from '../../../../runtime/wait';

const send = (at: number, outcome: SendOutcome = 'acknowledged'): Send => ({
  partition: 0,
  value: `${at}`,
  outcome,
  at,
});
const never = (): Admin => {
  throw new Error('nothing is sampled');
};

describe('a timeline', () => {
  test('counts each outcome in spans of 100 ms of the proof’s own clock, however many loads there were', () => {
    const timeline = new Timeline(never, 1_000);
    timeline.sends('failover', 3_050, [send(0), send(40), send(60), send(70, 'unknown')]);
    timeline.sends('failover', 3_060, [send(0), send(0, 'failed')]);
    expect(timeline.toReport().sends).toEqual([
      {
        check: 'failover',
        acknowledged: [
          [2_000, 3],
          [2_100, 1],
        ],
        failed: [[2_000, 1]],
        unknown: [[2_100, 1]],
      },
    ]);
  });

  test('has a band for each fault, and one that is not ended lasts until now', () => {
    let now = 1_000;
    const timeline = new Timeline(never, 1_000, () => now);
    const end = timeline.fault('failover', 'broker 1 killed');
    now = 1_500;
    timeline.fault('failover', 'broker 2 killed');
    end();
    now = 2_000;
    end();
    expect(timeline.toReport().faults).toEqual([
      { check: 'failover', label: 'broker 1 killed', from: 0, to: 500 },
      { check: 'failover', label: 'broker 2 killed', from: 500, to: 1_000 },
    ]);
  });
});

describe('a watch', () => {
  type Answer = { leader: number; isr: number[] } | Error;

  /** An administrator who gives these answers, the last of them for ever. */
  const answering = (
    ...answers: readonly Answer[]
  ): { readonly admin: Admin; readonly calls: Record<string, number> } => {
    const calls = { metadata: 0, disconnect: 0 };
    const admin = {
      connect: () => Promise.resolve(),
      disconnect: () => {
        calls.disconnect++;
        return Promise.resolve();
      },
      fetchTopicMetadata: () => {
        const answer = answers[Math.min(calls.metadata++, answers.length - 1)];
        return answer instanceof Error || answer === undefined
          ? Promise.reject(answer ?? new Error('no answer'))
          : Promise.resolve({ topics: [{ name: 't', partitions: [{ partitionId: 0, ...answer }] }] });
      },
    };
    return { admin: admin as unknown as Admin, calls };
  };
  const watch = async (
    ...answers: readonly Answer[]
  ): Promise<{ timeline: Timeline; clients: number; disconnects: number }> => {
    const { admin, calls } = answering(...answers);
    let clients = 0;
    const timeline = new Timeline(() => {
      clients += 1;
      return admin;
    });
    const stop = timeline.watch('failover', 't');
    await until(() => (calls['metadata'] ?? 0) >= answers.length + 1, {
      within: Duration.minutes(1),
      awaiting: 'samples',
    });
    await stop();
    await timeline.settle('failover');
    return { timeline, clients, disconnects: calls['disconnect'] ?? 0 };
  };
  const states = ({ timeline }: { timeline: Timeline }): unknown =>
    timeline.toReport().partitions[0]?.states.map(({ leader, isr }) => [leader, isr]);

  test('keeps a state for each change of leader or ISR, and disconnects once', async () => {
    const one = { leader: 1, isr: [1, 2] };
    const watched = await watch(one, one, { leader: 2, isr: [2] });
    expect(states(watched)).toEqual([
      [1, 2],
      [2, 1],
    ]);
    expect(watched).toMatchObject({ clients: 1, disconnects: 1 });
  });

  test('leaves out what only one answer says, as that of a broker that has just come back', async () => {
    const now = { leader: 2, isr: [2] };
    expect(states(await watch(now, { leader: 1, isr: [1, 2] }, now))).toEqual([[2, 1]]);
  });

  test('goes on after an answer that failed, by another client: what hangs in one would have all that follows wait', async () => {
    const watched = await watch(new Error('gone'), { leader: 1, isr: [1] });
    expect(states(watched)).toEqual([[1, 1]]);
    expect(watched).toMatchObject({ clients: 2, disconnects: 2 });
  });
});
