import { Principal, QuotaEntity, type QuotaProps, Size } from '../../../../constructs';
import { codesOf } from '../../fixtures/cluster';
import { synthesize } from '../../fixtures/synth';

test('a quota is declared for a user, a client id, or all that have none of their own', () => {
  const { resources } = synthesize({ certificateUsers: ['client'] }, (declared, cluster) => {
    declared.addUser('user1', { quota: { producePerSecond: Size.kibibytes(1), consumePerSecond: Size.kibibytes(2) } });
    declared.addQuota(QuotaEntity.user(cluster.certificateUser('client')), { requestPercentage: 50 });
    declared.addQuota(QuotaEntity.everyUser(), { requestPercentage: 200 });
    declared.addQuota(QuotaEntity.clientId('batch job'), { consumePerSecond: Size.mebibytes(1) });
    declared.addQuota(QuotaEntity.everyClientId(), { requestPercentage: 100 });
  });
  expect(resources.resource['kafka_quota']).toMatchObject({
    'dev-user-user1': {
      entity_type: 'user',
      entity_name: 'user1',
      config: { producer_byte_rate: 1024, consumer_byte_rate: 2048 },
    },
    'dev-user-client': { entity_type: 'user', entity_name: 'client', config: { request_percentage: 50 } },
    'dev-user': { entity_type: 'user', config: { request_percentage: 200 } },
    'dev-client-id-batch_20_job': { entity_type: 'client-id', entity_name: 'batch job' },
    'dev-client-id': { entity_type: 'client-id', config: { request_percentage: 100 } },
  });
  expect(resources.resource['kafka_quota']?.['dev-user']).not.toHaveProperty('entity_name');
});

describe('a quota fails', () => {
  const declare = (entity: QuotaEntity, quota: QuotaProps, times = 1): readonly string[] =>
    codesOf(() =>
      synthesize({}, (declared) => {
        for (let time = 0; time < times; time += 1) {
          declared.addQuota(entity, quota);
        }
      }),
    );
  const user = QuotaEntity.user(Principal.external('a'));

  test('at synth for a user that nobody declares', () => {
    expect(() =>
      synthesize({}, (declared) => {
        declared.addQuota(QuotaEntity.user({ principal: 'User:nobody' }), { requestPercentage: 5 });
      }),
    ).toThrow('[PrincipalUnknown]');
  });

  test('when it limits nothing', () => {
    expect(declare(user, {})).toEqual(['QuotaIllegal']);
  });

  test('when it lets nothing through', () => {
    expect(declare(user, { producePerSecond: Size.bytes(0), requestPercentage: -1 })).toEqual([
      'QuotaIllegal',
      'QuotaIllegal',
    ]);
  });

  test('for everyone, which would be a user that is called *', () => {
    expect(codesOf(() => QuotaEntity.user(Principal.everyone()))).toEqual(['QuotaForEveryone']);
    expect(codesOf(() => QuotaEntity.user({ principal: 'User:*' }))).toEqual(['QuotaForEveryone']);
  });

  test('when there are two for the same user', () => {
    expect(declare(user, { requestPercentage: 1 }, 2)).toEqual(['QuotaDuplicate']);
  });

  test('for a client id that no client could have', () => {
    expect(declare(QuotaEntity.clientId(''), { requestPercentage: 1 })).toEqual(['ClientIdIllegal']);
  });
});
