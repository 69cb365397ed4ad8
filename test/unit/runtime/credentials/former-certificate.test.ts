import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { removeFormerCertificate } from '../../../../runtime/credentials/fetch';

test('of a user’s files what a former certificate has left goes, its key above all, and what is the user’s own stays', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'user-'));
  try {
    const all = ['ca.pem', 'client.key', 'client.pem', 'kcat.conf', 'keystore.pem', 'notes.txt', 'token.jwt'];
    all.forEach((file) => {
      writeFileSync(path.join(folder, file), '');
    });
    await removeFormerCertificate(folder, ['ca.pem', 'client.pem', 'client.key', 'keystore.pem', 'kcat.conf']);
    expect(readdirSync(folder).sort()).toEqual(all);
    await removeFormerCertificate(folder, ['ca.pem', 'kcat.conf']);
    expect(readdirSync(folder).sort()).toEqual(['ca.pem', 'kcat.conf', 'notes.txt', 'token.jwt']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
