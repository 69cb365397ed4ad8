import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { JAVA_CLASSES } from '../../certs/java/generated/classes';

/** The script that issues a plan. */
export const ISSUE_SCRIPT = path.join(__dirname, '..', '..', 'certs', 'issue.sh');

/** Lays the script out as its container has it, with its Java program beside it, and tells where it is. */
export function layOutIssueScript(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const script = path.join(folder, path.basename(ISSUE_SCRIPT));
  copyFileSync(ISSUE_SCRIPT, script);
  for (const [name, content] of Object.entries(keytoolClasses())) {
    writeFileSync(path.join(folder, name), content);
  }
  return script;
}

/** The Java program that lies beside the script, by its files' names. */
export function keytoolClasses(): Readonly<Record<string, Buffer>> {
  return Object.fromEntries(
    Object.entries(JAVA_CLASSES).map(([name, lines]) => [`${name}.class`, Buffer.from(lines.join(''), 'base64')]),
  );
}
