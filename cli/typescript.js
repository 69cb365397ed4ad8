/**
 * Loads TypeScript, for whoever has required this file: plain JavaScript, since it comes before everything else. What has been compiled
 * once is kept, by a digest of its text, so that a command loads no compiler.
 */
const { createHash } = require('node:crypto');
const { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

const project = path.join(__dirname, '..');
const folder = path.join(project, 'node_modules', '.cache', 'cdktf-kafka');
/** Days after which it is compiled anew: nobody else clears away what has changed since. */
const KEPT_DAYS = 30;
const OPTIONS = {
  swcrc: false,
  configFile: false,
  sourceMaps: true,
  jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
  // Packages that a command does not get to are not loaded for it; what it imports by need may be TypeScript.
  module: { type: 'commonjs', ignoreDynamic: false, lazy: true },
};
/** What a compiled text depends on, beside its source. */
const compiler = JSON.stringify([
  OPTIONS,
  JSON.parse(readFileSync(path.join(project, 'node_modules', '@swc', 'core', 'package.json'), 'utf8')).version,
]);

/** Where the compiled text of a loaded file lies; its map is beside it. */
const compiledOf = new Map();
let hasCleared = false;

function compile(source, filename, target) {
  const { code, map } = require('@swc/core').transformSync(source, { ...OPTIONS, filename });
  try {
    mkdirSync(folder, { recursive: true });
    if (!hasCleared) {
      hasCleared = true;
      clearOld();
    }
    write(`${target}.map`, map);
    write(target, code);
  } catch {
    // A folder that can't be written to makes nothing but slower.
  }
  return code;
}

function write(file, text) {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, file);
}

function clearOld() {
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    if (Date.now() - statSync(file).mtimeMs > KEPT_DAYS * 86_400_000) {
      rmSync(file, { force: true });
    }
  }
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

Module._extensions['.ts'] = (module, filename) => {
  const source = readFileSync(filename, 'utf8');
  const digest = createHash('sha256').update(compiler).update(source).digest('hex');
  const target = path.join(folder, `${digest}.js`);
  compiledOf.set(filename, target);
  module._compile(read(target) ?? compile(source, filename, target), filename);
};

/** Maps are read for the errors that are shown, and for no others: most are caught, or have their stack read to be thrown away. */
const maps = new Map();

function mapOf(filename) {
  if (!maps.has(filename)) {
    const text = compiledOf.has(filename) ? read(`${compiledOf.get(filename)}.map`) : undefined;
    maps.set(filename, text && new Module.SourceMap(JSON.parse(text)));
  }
  return maps.get(filename);
}

function shown(frame) {
  const filename = frame.getFileName();
  const at = [frame.getLineNumber(), frame.getColumnNumber()];
  const { originalLine, originalColumn } = mapOf(filename)?.findEntry(at[0] - 1, at[1] - 1) ?? {};
  return originalLine === undefined
    ? String(frame)
    : String(frame).replace(`${filename}:${at.join(':')}`, `${filename}:${originalLine + 1}:${originalColumn + 1}`);
}

const LOADER = path.join(__dirname, 'typescript.js');
const PACKAGES = `${path.sep}node_modules${path.sep}`;
/** Of each end: the nearest say what it is, and the farthest whose declaration led there. */
const KEPT_FRAMES = 5;

/** cdktf asks for where each of its expressions was made, which no more is read of than whose code that was. */
function ownFrames(frames) {
  const own = frames.filter((frame) => {
    const file = frame.getFileName() ?? 'node:';
    return file !== LOADER && !file.startsWith('node:') && !file.includes(PACKAGES);
  });
  return own.length <= 2 * KEPT_FRAMES ? own : [...own.slice(0, KEPT_FRAMES), ...own.slice(-KEPT_FRAMES)];
}

Error.prepareStackTrace = (error, frames) =>
  [String(error), ...(error instanceof Error ? frames.map(shown) : ownFrames(frames).map(String))].join('\n    at ');
