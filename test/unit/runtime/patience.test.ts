import { patient } from '../../../runtime/patience';

describe('patience', () => {
  test.each([
    ['is as long as asked for on a machine with time to spare', 1, 15],
    ['is as much longer as processes want each processor', 20, 150],
    ['fails to last for ever, however busy the machine is', 1_000, 150],
  ])('%s', (_, load, seconds) => {
    expect(patient(15, load, 2).milliseconds).toBe(seconds * 1_000);
  });
});
