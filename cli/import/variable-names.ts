/** Names of JavaScript's own, and of what stands around. */
const TAKEN = [
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends',
  'false finally for function if implements import in instanceof interface let new null package private protected',
  'public return static super switch this throw true try typeof undefined var void while with yield id props',
  'scope',
].flatMap((line) => line.split(' '));
/** Longer ones say no more. */
const LONGEST = 30;

/** Gives variables names that say what they are for, and gives none twice. */
export class VariableNames {
  private readonly taken = new Set(TAKEN);

  /** A name for whatever bears this one. */
  public take(named: string): string {
    const wanted = camelCase(named);
    let name = wanted;
    for (let number = 2; this.taken.has(name); number += 1) {
      name = `${wanted}${number}`;
    }
    this.taken.add(name);
    return name;
  }
}

function camelCase(text: string): string {
  const [first = '', ...others] = text.match(/[A-Za-z0-9]+/g) ?? [];
  const head = first === first.toUpperCase() ? first.toLowerCase() : first.slice(0, 1).toLowerCase() + first.slice(1);
  const joined = head + others.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('');
  const name = joined.slice(0, LONGEST);
  return /^[a-z]/.test(name) ? name : `user${name}`;
}
