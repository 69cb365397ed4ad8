import { registrationViolations } from '../../../../proof/checks/cluster';
import { manifest } from '../../fixtures/manifest';

const codes = (violations: readonly { readonly code: string }[]): string[] => violations.map(({ code }) => code);

describe('the cluster check', () => {
  const brokers = new Map(manifest.brokers.map(({ id, advertised }) => [id, advertised['MTLS'] ?? '']));
  const view = { clusterId: 'c', controller: 2, brokers };

  test('passes when every broker is advertised as declared and one of them is the controller', () => {
    expect(registrationViolations(manifest, 'MTLS', view)).toEqual([]);
  });

  test('fails for a broker that is missing, one too many, and one at another address', () => {
    const wrong = new Map([
      [1, brokers.get(1) ?? ''],
      [3, '127.0.0.1:1'],
      [4, '127.0.0.1:4'],
    ]);
    expect(registrationViolations(manifest, 'MTLS', { ...view, controller: 1, brokers: wrong })).toMatchObject([
      { code: 'BrokerMissing', subject: 'broker 2' },
      { code: 'AddressDiffers', subject: 'broker 3, listener MTLS', value: '127.0.0.1:1' },
      { code: 'BrokerUnknown', subject: 'broker 4' },
    ]);
  });

  test('fails without a controller', () => {
    expect(codes(registrationViolations(manifest, 'MTLS', { ...view, controller: null }))).toEqual([
      'ControllerMissing',
    ]);
  });
});
