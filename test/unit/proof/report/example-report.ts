import type { CheckReport, Report } from '../../../../proof/report/report';

const check = (name: string, verdict: CheckReport['verdict'], rest: Partial<CheckReport> = {}): CheckReport => ({
  name,
  promise: `${name} holds`,
  verdict,
  seconds: 1.5,
  evidence: [`seen <${name}>`],
  violations: [],
  figures: {},
  ...rest,
});
/** What is wrong in it, with characters that markup has to escape. */
export const violation = { code: 'Code', subject: 'a "subject"', rule: 'must be so', value: '<3', remedy: 'mend it' };
/** A report with a check of each verdict, and a timeline. */
export const exampleReport: Report = {
  schema: 2,
  cluster: 'kafka',
  kafkaVersion: '3.9.2',
  startedAt: '2026-01-01T00:00:00.000Z',
  seconds: 20,
  seed: 7,
  verdict: 'fail',
  interrupted: false,
  notUndone: [],
  checks: [
    check('a', 'pass'),
    check('b', 'fail', { violations: [violation] }),
    check('c', 'unjudged', { violations: [violation] }),
    check('d', 'skipped'),
  ],
  timeline: {
    bucketMs: 100,
    faults: [{ check: 'b', label: 'broker 1 killed (leader)', from: 2_000, to: 9_000 }],
    sends: [
      {
        check: 'b',
        acknowledged: [
          [1_000, 5],
          [1_100, 5],
          [8_000, 4],
        ],
        failed: [[2_100, 1]],
        unknown: [],
      },
    ],
    partitions: [
      {
        check: 'b',
        topic: 't',
        partition: 0,
        until: 9_500,
        states: [
          { at: 500, leader: 1, isr: 3 },
          { at: 7_900, leader: 2, isr: 2 },
        ],
      },
    ],
  },
};
