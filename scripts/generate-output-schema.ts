/** Writes the schema of what commands tell machines: `npm run output-schema`. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { outputSchemaText } from '../runtime/process/output';

writeFileSync(path.join(__dirname, '..', 'docs', 'output.schema.json'), outputSchemaText());
