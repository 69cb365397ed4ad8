import type { Output } from './declarations';

/** The package's own expressions: everything else that Terraform would evaluate has slipped through. */
const EXPRESSIONS =
  /^(?:RENEW=)?\$\{(var\.passwords\["[\w.@-]+"\]|var\.[a-z][a-z0-9-]*-renew|docker_container\.[a-z][a-z0-9-]*-keytool\.id|self\.exit_code == 0|self\.replication_factor == \d+|join\(" ", setsubtract\(self\.triggers_replace, \[[\w",.-]*\]\)\))\}$/;

/** Texts of what was rendered, as Terraform, Java and the tools read them, and those that Terraform would evaluate. */
export function literalsIn(output: Output): {
  readonly texts: readonly string[];
  readonly templates: readonly string[];
} {
  const texts: string[] = [];
  const templates: string[] = [];
  for (const [file, content] of Object.entries(output)) {
    const isTerraform = file.endsWith('cdk.tf.json');
    for (const text of textsIn(JSON.parse(content))) {
      if (isTerraform && isTemplate(text) && !EXPRESSIONS.test(text)) {
        templates.push(text.slice(0, 200));
      }
      const read = isTerraform ? text.replace(/([$%])\1\{/g, '$1{') : text;
      texts.push(read, javaReads(read));
    }
  }
  return { texts, templates };
}

/** Whether a marker is there that no other one of its kind makes literal. */
const isTemplate = (text: string): boolean => /(?<![$])\$\{|(?<!%)%\{/.test(text.replace(/([$%])\1\{/g, ''));

/** Names and values in whatever depth. */
function textsIn(json: unknown): readonly string[] {
  if (typeof json === 'string') {
    return [json];
  }
  return typeof json === 'object' && json !== null
    ? Object.entries(json).flatMap(([key, value]) => [...(Array.isArray(json) ? [] : [key]), ...textsIn(value)])
    : [];
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f' };

/** What `java.util.Properties` makes of a text. */
const javaReads = (text: string): string =>
  text.replace(/\\(u([0-9a-f]{4})|[^])/g, (_, sign: string, unit: string | undefined) =>
    unit === undefined ? (ESCAPES[sign] ?? sign) : String.fromCharCode(parseInt(unit, 16)),
  );
