import { OperationError } from '../../../../model/violation';
import { despiteProviderRace } from '../../../../cli/terraform/provider-race';

const failure = (code: string): OperationError =>
  new OperationError({ code, subject: 'terraform apply', rule: 'must end with exit code 0', remedy: 'see above' });

/** A command that prints a line and fails so many times before it succeeds; counts its runs. */
function failing(times: number, line: string, code = 'CommandFailed') {
  const seen = { runs: 0 };
  const command = (look: (line: string) => void): Promise<string> => {
    seen.runs += 1;
    look(line);
    return seen.runs > times ? Promise.resolve('done') : Promise.reject(failure(code));
  };
  return { seen, command };
}

describe('a command of Terraform', () => {
  test('is run again when requests of the kafka provider raced for its connection', async () => {
    const { seen, command } = failing(2, 'Error: kafka: broker not connected');
    expect(await despiteProviderRace(command)).toBe('done');
    expect(seen.runs).toBe(3);
  });

  test('fails when that goes on', async () => {
    const { seen, command } = failing(3, 'Error: kafka: broker not connected');
    await expect(despiteProviderRace(command)).rejects.toThrow('[CommandFailed]');
    expect(seen.runs).toBe(3);
  });

  test.each([
    ['for another reason', failing(1, 'Error: topic exists')],
    ['since somebody stopped it', failing(1, 'Error: kafka: broker not connected', 'Interrupted')],
  ])('fails at once when it fails %s', async (_, { seen, command }) => {
    await expect(despiteProviderRace(command)).rejects.toThrow(OperationError);
    expect(seen.runs).toBe(1);
  });
});
