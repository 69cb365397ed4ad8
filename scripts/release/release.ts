/**
 * Packs the package into `out/release`, with what it can be checked by: `npm run release [-- BUILDER]`.
 *
 * - `sbom.cdx.json`: what is installed with it, as CycloneDX
 * - `provenance.intoto.json`: what it was made of and how, as SLSA's provenance; BUILDER is who made it, as a URI
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { productionLock, productionPackage } from './production';
import { provenanceOf } from './provenance';

const PROJECT = path.join(__dirname, '..', '..');
const FOLDER = path.join(PROJECT, 'out', 'release');
const BY_HAND = 'urn:cdktf-kafka:by-hand';

async function main(builder = BY_HAND): Promise<void> {
  const startedOn = new Date();
  const changes = await outputOf(PROJECT, 'git', 'status', '--porcelain');
  if (changes !== '') {
    throw new Error(`a release is of one commit: commit what has changed, or take it back:\n${changes}`);
  }
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  await outputOf(PROJECT, 'npm', 'pack', '--silent', '--pack-destination', FOLDER);
  const [file = ''] = readdirSync(FOLDER);
  writeFileSync(path.join(FOLDER, 'sbom.cdx.json'), await sbom());
  const digest = (algorithm: string, of: string): string =>
    createHash(algorithm).update(readFileSync(of)).digest('hex');
  const packed = path.join(FOLDER, file);
  const provenance = provenanceOf({
    file,
    digests: { sha256: digest('sha256', packed), sha512: digest('sha512', packed) },
    commit: await outputOf(PROJECT, 'git', 'rev-parse', 'HEAD'),
    lockFile: digest('sha256', path.join(PROJECT, 'package-lock.json')),
    builder,
    tools: { node: process.version, npm: await outputOf(PROJECT, 'npm', '--version') },
    startedOn,
    finishedOn: new Date(),
  });
  writeFileSync(path.join(FOLDER, 'provenance.intoto.json'), `${JSON.stringify(provenance, undefined, 2)}\n`);
}

/** What npm writes, in a folder that has the package's name, since that is what it calls the package by. */
async function sbom(): Promise<string> {
  const parent = mkdtempSync(path.join(tmpdir(), 'sbom-'));
  const folder = path.join(parent, 'cdktf-kafka');
  const copy = (file: string, production: (content: unknown) => object): void => {
    const content: unknown = JSON.parse(readFileSync(path.join(PROJECT, file), 'utf8'));
    writeFileSync(path.join(folder, file), JSON.stringify(production(content)));
  };
  try {
    mkdirSync(folder);
    copy('package.json', productionPackage);
    copy('package-lock.json', productionLock);
    return await outputOf(folder, 'npm', 'sbom', '--sbom-format=cyclonedx', '--package-lock-only');
  } finally {
    rmSync(parent, { recursive: true });
  }
}

async function outputOf(cwd: string, command: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(command, [...args], { cwd, maxBuffer: 100 * 1024 * 1024 });
  return stdout.trim();
}

void main(process.argv[2]);
