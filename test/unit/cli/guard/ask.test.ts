import { PassThrough } from 'node:stream';
import { askOver } from '../../../../cli/guard/ask';

const LOSS = {
  stack: 'kafka-resources',
  address: 'kafka_topic.kafka-orders',
  replaced: false,
  what: 'topic orders with its records',
};

/** What comes of an answer, and what was shown before it. */
async function answer(text: string | undefined): Promise<{ readonly agreed: boolean; readonly shown: string }> {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const asked = askOver(input, output)([LOSS]);
  if (text === undefined) {
    input.end();
  } else {
    input.write(text);
  }
  const agreed = await asked;
  return { agreed, shown: String(output.read()) };
}

describe('The question', () => {
  test('shows what is lost, and is answered by yes', async () => {
    const { agreed, shown } = await answer('yes\n');
    expect(agreed).toBe(true);
    expect(shown).toMatch(/topic orders with its records .* kafka_topic\.kafka-orders/);
  });

  test.each(['no', 'y', 'Yes!', ''])('is answered by nothing else, such as %j', async (text) => {
    expect((await answer(`${text}\n`)).agreed).toBe(false);
  });

  test('fails when the input ends without an answer', async () => {
    await expect(answer(undefined)).rejects.toThrow('[Interrupted] the deployment');
  });
});
