import { viewRules } from '../../runtime/kafka/cluster-view';
import { accessViolations } from '../access/access-attempt';
import { tryUser } from '../access/user-attempts';
import { resultOf, type Check, type CheckResult } from '../context/check';
import type { ProofContext } from '../context/proof-context';
import { settleAll } from '../context/settle-all';
import { asDescribed } from '../verification/declared-rule';
import { compareRules } from '../verification/rule-comparison';

async function run(proof: ProofContext): Promise<CheckResult> {
  const { manifest } = proof;
  const users = manifest.users.filter(({ superUser }) => !superUser);
  const rules = manifest.rules.map(asDescribed);
  // Side by side: joining a group takes the seconds for which the coordinator awaits others.
  const tried = await settleAll(users.map((user) => tryUser(proof, user, rules)));
  const attempts = tried.flatMap((one) => one.attempts);
  const untried = tried.flatMap((one) => one.untried);
  // Other checks of this run give rights to topics of its own meanwhile.
  const there = (await viewRules(proof.admin)).filter(({ resourceName }) => !resourceName.startsWith(`${proof.run}-`));
  const { deviations, evidence: found } = compareRules(manifest, there);
  const violations = [...deviations.map(({ violation }) => violation), ...attempts.flatMap(accessViolations)];
  const evidence = [
    ...(deviations.length === 0 ? [found] : []),
    ...attempts
      .filter((attempt) => accessViolations(attempt).length === 0)
      .map(({ user, topic, operation, actual }) => `${user} ${operation}s ${topic}: ${actual}`),
    ...tried.flatMap(({ spared }) => spared),
  ];
  if (violations.length === 0 && untried.length > 0) {
    return {
      verdict: 'unjudged',
      evidence,
      violations: untried.map((user) => ({
        code: 'AccessNotTried',
        subject: user,
        rule: 'must log in, so that its access can be tried',
        remedy: 'see what the check of the logins says',
      })),
    };
  }
  return resultOf(violations, evidence);
}

export const access: Check = {
  name: 'access',
  promise: 'the ACLs are the declared ones; users read and write what these allow, and are refused everything else',
  needs: ['user', 'container'],
  claim: 'works',
  run,
};
