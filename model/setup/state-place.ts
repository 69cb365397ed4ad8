import type { Violation } from '../violation';

/** Where Terraform can keep states, in a word. */
const PLACE = /^(local|pg|s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[\w.-]+)*)$/;

export const STATE_PLACE = { pattern: PLACE, rule: 'must be local, pg or s3://BUCKET/PREFIX' } as const;

/** What is wrong with a place, told without what logs in there. */
export const statePlaceViolations = (subject: string, place: string | undefined): readonly Violation[] =>
  place === undefined || PLACE.test(place)
    ? []
    : [
        {
          code: 'StatePlaceIllegal',
          subject,
          rule: `state ${STATE_PLACE.rule}`,
          value: withoutLogin(place),
          remedy:
            'correct it; whatever lets Terraform in there belongs into the environment (PG_CONN_STR, AWS_PROFILE)',
        },
      ];

/** An address without the part that logs in. */
export const withoutLogin = (address: string): string => address.replace(/\/\/[^/]*@/, '//***@');

/** The bucket of `s3://BUCKET/PREFIX`, and the object of a stack there; undefined for any other place. */
export function stateObject(
  place: string,
  stack: string,
): { readonly bucket: string; readonly key: string } | undefined {
  const [, bucket, prefix] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(place) ?? [];
  return bucket === undefined ? undefined : { bucket, key: `${prefix ? `${prefix}/` : ''}${stack}.tfstate` };
}
