import { OperationError } from '../../../../model/violation';
import { despiteProviderRace } from '../../../../cli/terraform/provider-race';

const failure = (code: string, rule: string): OperationError =>
  new OperationError({ code, subject: 'kafka_acl.read', rule, remedy: 'mend it' });

const RACE = 'kafka: broker not connected';

/** A command that fails so many times before it succeeds; counts its runs. */
function failing(times: number, rule: string, code = 'TerraformFailed') {
  const seen = { runs: 0 };
  const command = (): Promise<string> => {
    seen.runs += 1;
    return seen.runs > times ? Promise.resolve('done') : Promise.reject(failure(code, rule));
  };
  return { seen, command };
}

describe('a command of Terraform', () => {
  test('is run again when requests of the kafka provider raced for its connection', async () => {
    const { seen, command } = failing(2, RACE);
    expect(await despiteProviderRace(command)).toBe('done');
    expect(seen.runs).toBe(3);
  });

  test('is run again whether Terraform tells of the race as data, or as text', async () => {
    const { seen, command } = failing(1, RACE, 'CommandFailed');
    expect(await despiteProviderRace(command)).toBe('done');
    expect(seen.runs).toBe(2);
  });

  test('is run again when what it failed for was put right', async () => {
    const { seen, command } = failing(1, 'topic exists');
    expect(await despiteProviderRace(command, ({ message }) => Promise.resolve(message.includes('exists')))).toBe(
      'done',
    );
    expect(seen.runs).toBe(2);
  });

  test('fails when that goes on', async () => {
    const { seen, command } = failing(3, RACE);
    await expect(despiteProviderRace(command)).rejects.toThrow('[TerraformFailed]');
    expect(seen.runs).toBe(3);
  });

  test.each([
    ['for another reason', failing(1, 'topic exists')],
    ['since somebody stopped it', failing(1, RACE, 'Interrupted')],
  ])('fails at once when it fails %s', async (_, { seen, command }) => {
    await expect(despiteProviderRace(command)).rejects.toThrow(OperationError);
    expect(seen.runs).toBe(1);
  });
});
