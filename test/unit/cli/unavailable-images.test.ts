import type Docker from 'dockerode';
import { unavailableImages } from '../../../cli/unavailable-images';

const answer = (statusCode: number, reason: string): Error => Object.assign(new Error(reason), { statusCode });

/** An engine that has `there`, and whose registry answers with this error, or gives everything. */
function engineWith(there: string, registry?: Error): Pick<Docker, 'getImage'> {
  return {
    getImage: (name: string) => {
      const has = name === there ? Promise.resolve({}) : Promise.reject(answer(404, 'No such image'));
      has.catch(() => undefined);
      const gives = (): Promise<unknown> => (registry ? Promise.reject(registry) : Promise.resolve({}));
      return { inspect: () => has, distribution: gives } as unknown as Docker.Image;
    },
  };
}

const DECLARED = ['kafka:1', 'grafana:1'];

describe('An image that is declared', () => {
  test('fails, by its name alone, when the engine has it not and the registry does not give it', async () => {
    const reason = answer(500, 'dial tcp: no such host');
    const violations = await unavailableImages(DECLARED, engineWith('kafka:1', reason));
    expect(violations.map(({ code, value }) => `${code} ${value ?? ''}`)).toEqual([
      'ImageUnavailable grafana:1: dial tcp: no such host',
    ]);
  });

  test.each([401, 403])('is left to Terraform when the registry answers %i: it may know a login', async (status) => {
    expect(await unavailableImages(DECLARED, engineWith('kafka:1', answer(status, 'denied')))).toEqual([]);
  });

  test('is left to Terraform when the registry wants a password, which the engine says as an error of its own', async () => {
    const reason = answer(500, 'Head "https://1.dkr.ecr.eu-central-1.amazonaws.com/v2/": no basic auth credentials');
    expect(await unavailableImages(DECLARED, engineWith('kafka:1', reason))).toEqual([]);
  });

  test('is left to Terraform when nobody answers', async () => {
    expect(await unavailableImages(DECLARED, engineWith('kafka:1', new Error('socket hang up')))).toEqual([]);
  });

  test('may be with its registry alone', async () => {
    expect(await unavailableImages(DECLARED, engineWith('none'))).toEqual([]);
  });

  test('fails with what the engine says when it cannot tell', async () => {
    const broken = { getImage: () => ({ inspect: () => Promise.reject(answer(500, 'disk')) }) };
    await expect(unavailableImages(DECLARED, broken as unknown as Docker)).rejects.toThrow('disk');
  });
});
