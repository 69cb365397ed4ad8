import { cacheFolder } from '../../../bootstrap/cache';

describe('The cache folder', () => {
  test('is the one that CDKTF_KAFKA_CACHE names, before all others', () => {
    expect(cacheFolder({ CDKTF_KAFKA_CACHE: '/own', XDG_CACHE_HOME: '/shared' }, '/home/me')).toBe('/own');
  });

  test('is below the shared one that XDG_CACHE_HOME names', () => {
    expect(cacheFolder({ XDG_CACHE_HOME: '/shared' }, '/home/me')).toBe('/shared/cdktf-kafka');
  });

  test.each([{}, { XDG_CACHE_HOME: '' }])('is below the home folder otherwise (%j)', (environment) => {
    expect(cacheFolder(environment, '/home/me')).toBe('/home/me/.cache/cdktf-kafka');
  });

  test('fails for one without a name', () => {
    expect(() => cacheFolder({ CDKTF_KAFKA_CACHE: '' }, '/home/me')).toThrow(
      '[SettingIllegal] CDKTF_KAFKA_CACHE: must be a folder, got ""',
    );
  });
});
