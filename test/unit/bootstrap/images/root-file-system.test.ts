import { checkArchitecture, rootFileSystemTag, sourcesFor } from '../../../../bootstrap/images/root-file-system';

describe('The package sources of the images', () => {
  test("are this machine's, for the release of the images and whatever release this machine has", () => {
    const targets = [
      'Debian|http://mirror/debian/|trixie|main',
      'Debian|http://mirror/debian/|trixie|contrib',
      'Debian|http://mirror/debian/|trixie-updates|main',
      'Debian|http://mirror/security/|trixie-security|main',
      'Debian|http://mirror/debian/|trixie-backports|main',
      'Elsewhere|http://elsewhere/|stable|main',
    ].join('\n');
    expect(sourcesFor('bookworm', targets)).toBe(
      'deb http://mirror/debian/ bookworm main\n' +
        'deb http://mirror/debian/ bookworm-updates main\n' +
        'deb http://mirror/security/ bookworm-security main\n',
    );
  });

  test.each(['', 'Ubuntu|http://mirror/ubuntu/|noble|main\n'])(
    "are left to the tool on another's packages (%j)",
    (targets) => {
      expect(sourcesFor('bookworm', targets)).toBeUndefined();
    },
  );
});

describe('The root file system', () => {
  test.each([
    ['x86_64', 'amd64'],
    ['aarch64', 'arm64'],
  ])('of an engine on %s is made on %s', (engine, here) => {
    expect(() => {
      checkArchitecture(engine, here);
    }).not.toThrow();
  });

  test('fails to be made for an engine with another processor', () => {
    expect(() => {
      checkArchitecture('aarch64', 'amd64');
    }).toThrow('[ArchitectureUnsupported] Docker engine: must run on amd64');
  });

  test('has a tag that names the JRE and what it is made of', () => {
    expect(rootFileSystemTag()).toMatch(/^cdktf-kafka\/jre:17-[0-9a-f]{12}$/);
  });
});
