import { parseProcess } from '../../../rollout/terraform-run';

describe('a line of ps', () => {
  test('names parent, beginning and command', () => {
    expect(parseProcess('   4711 Tue Nov 24 06:14:11 2026 terraform\n')).toEqual({
      parent: 4711,
      began: 'Tue Nov 24 06:14:11 2026',
      command: 'terraform',
    });
  });

  test('may have a path with blanks as the command', () => {
    expect(parseProcess('1 Tue Nov  4 06:14:11 2026 /opt/my tools/terraform')?.command).toBe('/opt/my tools/terraform');
  });

  test('is nothing when the process is gone', () => {
    expect(parseProcess('')).toBeUndefined();
  });
});
