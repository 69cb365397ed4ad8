import type { Advice } from '../violation';

/** Advice for users whose names are the same but for upper and lower case: a folder of each is made where their files are fetched to. */
export function alikeUserAdvice(subject: string, names: readonly string[]): readonly Advice[] {
  const known = new Map<string, string>();
  return names.flatMap((name): readonly Advice[] => {
    const key = name.toLowerCase();
    const twin = known.get(key);
    known.set(key, twin ?? name);
    return twin === undefined || twin === name
      ? []
      : [
          {
            code: 'UserNamesAlike',
            subject: `${subject}/user ${name}`,
            rule: `a user should not be named like ${twin} but for upper and lower case: macOS and Windows would put the files of both into one folder`,
            value: name,
            remedy: 'rename one of the two',
            unwise: true,
          },
        ];
  });
}
