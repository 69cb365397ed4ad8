/** A page for each file and folder of the repository that the documentation leads to and that is no page itself. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { addressOf, inside, isFolder, PROJECT, sourceName, sources, titleOf } from '../.vitepress/places.mjs';

const LANGUAGES = { '.mjs': 'js', '.yml': 'yaml', '.sh': 'bash', '.py': 'python' };

function fileAsPage(file) {
  const language = LANGUAGES[path.extname(file)] ?? path.extname(file).slice(1);
  return `# ${file}\n\n\`\`\`\`${language}\n${readFileSync(path.join(PROJECT, file), 'utf8')}\n\`\`\`\`\n`;
}

function folderAsPage(folder) {
  const lines = inside(folder).map((file) =>
    file.endsWith('.md')
      ? `- [${titleOf(file)}](/${addressOf(file)})`
      : `- [${path.basename(file)}](/source/${sourceName(file)}.md)`,
  );
  return `# ${folder}/\n\n${lines.join('\n')}\n`;
}

export default {
  paths: () =>
    sources().map((place) =>
      isFolder(place)
        ? { params: { name: place }, content: folderAsPage(place) }
        : { params: { name: sourceName(place) }, content: fileAsPage(place) },
    ),
};
