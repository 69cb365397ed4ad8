import { Duration } from '../../../../model/units/duration';
import { reasonFor } from '../../../../runtime/toolbox/tool-failure';

describe('why a tool failed', () => {
  test('is the last of its lines that tells of an error', () => {
    const output = '[x] ERROR Authentication failed (o.a.k)\n\tat a.b\nlog4j:WARN No appenders\nbye\n';
    expect(reasonFor(1, Duration.seconds(20), output)).toBe('exit code 1: [x] ERROR Authentication failed (o.a.k)');
  });

  test('is that it took too long, when timeout ended it', () => {
    expect(reasonFor(124, Duration.seconds(20), '')).toBe('no end within 20s: no message');
  });
});
