import { namedEngineVariables } from '../../../../cli/terraform/named-engines';

const stack = (...docker: readonly object[]): string => JSON.stringify({ provider: { docker } });
const variables = (synthesized: string, environment: Readonly<Record<string, string>>): object =>
  namedEngineVariables(synthesized, { environment, home: '/home/me' });

const CERTIFICATES = { DOCKER_CERT_PATH: '/certificates', DOCKER_TLS_VERIFY: '1' };
const NAMED = stack({ host: 'ssh://ops@kafka-a' }, { host: 'tcp://kafka-b:2376', alias: 'docker-kafka_2d_b' });

describe('The certificates of engines that a stack names', () => {
  test('are those of the environment, whichever engine that one names itself', () => {
    expect(variables(NAMED, CERTIFICATES)).toEqual({ DOCKER_CERT_PATH: '/certificates' });
    expect(variables(NAMED, { DOCKER_TLS_VERIFY: '1' })).toEqual({ DOCKER_CERT_PATH: '/home/me/.docker' });
    expect(variables(NAMED, {})).toEqual({});
  });

  test('are not handed to a stack whose engine is the environment’s own, nor to one without any', () => {
    expect(variables(stack({}), CERTIFICATES)).toEqual({});
    expect(variables(stack({ host: 'tcp://kafka-b:2376' }, {}), CERTIFICATES)).toEqual({});
    expect(variables('{}', CERTIFICATES)).toEqual({});
  });
});
