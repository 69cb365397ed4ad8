/** Writes the schemas of what commands tell machines, and of the manifest: `npm run schemas`. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { manifestSchemaText } from '../model/manifest/manifest';
import { outputSchemaText } from '../runtime/process/output';

const write = (file: string, text: string): void => {
  writeFileSync(path.join(__dirname, '..', 'docs', file), text);
};

write('output.schema.json', outputSchemaText());
write('manifest.schema.json', manifestSchemaText());
