import type { Violation } from '../../model/violation';

/**
 * An engine that does not answer, as each who asks one tells of it.
 *
 * @param known what is known beyond that; default: it is the one engine that there is
 */
export const unreachableEngine = (known: Partial<Omit<Violation, 'code'>>): Violation => ({
  code: 'EngineUnreachable',
  subject: 'Docker engine',
  rule: 'must answer',
  remedy: 'start it, or set DOCKER_HOST to the one that runs the cluster',
  ...known,
});

/** One of several engines, which a variable for all of them mends nothing of. */
export const unreachableHost = (subject: string, value?: string): Violation =>
  unreachableEngine({
    ...{ subject, value },
    remedy: 'start it, or look whether this machine reaches it: docker --host ... info',
  });
