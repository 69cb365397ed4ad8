import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import { issuingNotes, parseAuthorities, parseIssued } from '../../../../runtime/credentials/issued-certificates';
import { Engines } from '../../../../runtime/engine/engines';
import { manifest } from '../../fixtures/manifest';

test('the step’s notes are read, and lines that are none are left out', () => {
  expect(parseIssued('broker-1\t1700000000\t1731532400\nadmin\t1700000000\t\n\n')).toEqual([
    { identity: 'broker-1', issued: 1_700_000_000, ends: 1_731_532_400 },
  ]);
});

test('so are the versions of the authorities', () => {
  expect(parseAuthorities('cluster\t2\tsigns\nclients\t1\t-\nother\t1\t-\ncluster\t\n\n')).toEqual([
    { name: 'cluster', version: 2, former: 'signs' },
    { name: 'clients', version: 1 },
  ]);
});

describe('when the step’s container is gone', () => {
  const notThere = (): Promise<never> => Promise.reject(Object.assign(new Error('no such thing'), { statusCode: 404 }));
  const renewal = { beforeDays: 30, step: 'kafka-keytool', reload: true };
  const notes = (): NodeJS.ReadableStream => {
    const tar = pack();
    tar.entry({ name: 'validity/certificates' }, 'broker-1\t1700000000\t1731532400\n');
    tar.entry({ name: 'validity/authorities' }, 'cluster\t2\tsigns\n');
    tar.finalize();
    return tar as unknown as NodeJS.ReadableStream;
  };

  /** An engine without the step's container; what it has beside that is there, or not. */
  const engineWith = (there: { readonly image: boolean; readonly volume: boolean }): Docker =>
    ({
      getContainer: (name: string) => ({
        getArchive: () => (name === 'helper' ? Promise.resolve(notes()) : notThere()),
        remove: () => Promise.resolve(),
      }),
      getImage: () => ({ inspect: () => (there.image ? Promise.resolve({}) : notThere()) }),
      getVolume: () => ({ inspect: () => (there.volume ? Promise.resolve({}) : notThere()) }),
      listContainers: () => Promise.resolve([]),
      createContainer: () => Promise.resolve({ id: 'helper', getArchive: () => Promise.resolve(notes()) }),
    }) as unknown as Docker;
  const notesBy = (there: Parameters<typeof engineWith>[0]): ReturnType<typeof issuingNotes> =>
    issuingNotes(new Engines(manifest, () => engineWith(there)), { ...manifest, renewal });

  test('its notes are read out of the volume', async () => {
    await expect(notesBy({ image: true, volume: true })).resolves.toEqual({
      issued: [{ identity: 'broker-1', issued: 1_700_000_000, ends: 1_731_532_400 }],
      authorities: [{ name: 'cluster', version: 2, former: 'signs' }],
    });
  });

  test.each([
    { image: false, volume: true },
    { image: true, volume: false },
  ])('nothing is known before a deployment has brought what it takes: %j', async (there) => {
    await expect(notesBy(there)).resolves.toEqual({ issued: [], authorities: [] });
  });
});
