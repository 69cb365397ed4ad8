/** Brokers are asked at random, and one that has just come back knows nothing yet, or only the past. */
const ANSWERS = 5;

/** What several answers in a row say. */
export async function severalAnswers<T>(ask: () => Promise<T>): Promise<readonly T[]> {
  const answers: T[] = [];
  while (answers.length < ANSWERS) {
    answers.push(await ask());
  }
  return answers;
}

/** Whether several answers in a row say yes; the first that does not is the last. */
export async function severalSayYes(ask: () => Promise<boolean>): Promise<boolean> {
  for (let asked = 0; asked < ANSWERS; asked += 1) {
    if (!(await ask())) {
      return false;
    }
  }
  return true;
}
