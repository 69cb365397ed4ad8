import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { NAME_RESOLUTION } from '../../../../model/files/name-resolution';
import { describeWithKeytool } from '../../../support/jdk';

const PROGRAM = `public class Seconds {
  public static void main(String[] arguments) {
    System.out.println(sun.net.InetAddressCachePolicy.get() + " " + sun.net.InetAddressCachePolicy.getNegative());
  }
}`;

describeWithKeytool('A JVM of a server', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'name-resolution-'));
    writeFileSync(path.join(folder, 'Seconds.java'), PROGRAM);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const seconds = (...options: readonly string[]): string =>
    execFileSync(
      'java',
      ['--add-exports=java.base/sun.net=ALL-UNNAMED', ...options, path.join(folder, 'Seconds.java')],
      {
        encoding: 'utf8',
      },
    ).trim();

  test('forgets at once that a name had no address, where others remember it for longer than a session with ZooKeeper lasts', () => {
    const file = path.join(folder, NAME_RESOLUTION.name);
    writeFileSync(file, NAME_RESOLUTION.content);
    expect({ here: seconds(`-Djava.security.properties=${file}`), elsewhere: seconds() }).toEqual({
      here: '2 0',
      elsewhere: '30 10',
    });
  });
});
