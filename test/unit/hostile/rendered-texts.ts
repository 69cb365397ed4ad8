import type { Output } from './declarations';

/** The package's own expressions: everything else that Terraform would evaluate has slipped through. */
const EXPRESSIONS =
  /^(?:RENEW=)?\$\{(var\.passwords\["[\w.@-]+#\d+"\]|try\(var\.passwords\["[\w.@-]+#\d+"\], var\.passwords\["[\w.@-]+"\](?:, filesha256\("[^"$%]+"\))?\)|self\.password_wo_version == "\d+"|var\.[a-z][a-z0-9-]*-renew|docker_container\.[a-z][a-z0-9-]*-keytool\.id|terraform_data\.[a-z][a-z0-9-]*-(?:issued|taken-up)\.id|self\.exit_code == 0|self\.replication_factor == \d+|join\(" ", setsubtract\(self\.triggers_replace, \[[\w",.-]*\]\)\)|toset\(\[[\w",.-]*\]\)|each\.key|self\.triggers_replace\[0\])\}$/;

/** Texts as Terraform, Java and the tools read them, and those that Terraform would evaluate. */
interface Literals {
  readonly texts: readonly string[];
  readonly templates: readonly string[];
}

/** What was read of the last output's files, by their contents: most of the next one's are the same. */
let last: ReadonlyMap<string, Literals> = new Map();

/** What is to be read in all that was rendered. */
export function literalsIn(output: Output): Literals {
  const read = Object.entries(output).map(([file, content]) => {
    const key = `${file} ${content}`;
    return [key, last.get(key) ?? literalsOf(file, content)] as const;
  });
  last = new Map(read);
  return {
    texts: read.flatMap(([, { texts }]) => texts),
    templates: read.flatMap(([, { templates }]) => templates),
  };
}

function literalsOf(file: string, content: string): Literals {
  const isTerraform = file.endsWith('cdk.tf.json');
  const read = textsIn(JSON.parse(content));
  const texts = read.map((text) => (isTerraform ? text.replace(/([$%])\1\{/g, '$1{') : text));
  return {
    texts: [...texts, ...texts.map(javaReads)],
    templates: isTerraform
      ? read.filter((text) => isTemplate(text) && !EXPRESSIONS.test(text)).map((text) => text.slice(0, 200))
      : [],
  };
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
