import type { Check } from '../context/check';
import { killServer, stopServer } from '../disruptions/outage';
import {
  CHASED_LEADER,
  CONTROLLER,
  LEADER,
  runDisruptions,
  type Disruption,
  type DisruptionStep,
} from '../takeover/takeover';

const NAME = 'failover';

const KILL: Disruption = { done: 'killed', apply: killServer };
const STOP: Disruption = { done: 'stopped', apply: stopServer };

/** Times that whoever leads then is stopped, one right after the other. */
const BOUNCES = 5;

const STEPS: readonly DisruptionStep[] = [
  { name: 'leaderKilled', role: LEADER, disruption: KILL },
  { name: 'controllerKilled', role: CONTROLLER, disruption: KILL },
  { name: 'controllerStopped', role: CONTROLLER, disruption: STOP },
  ...Array.from({ length: BOUNCES }, (_, i) => ({
    name: i === 0 ? 'leaderStopped' : `leaderStopped${i + 1}`,
    role: CHASED_LEADER,
    disruption: STOP,
  })),
];

export const failover: Check = {
  name: NAME,
  promise:
    'when a leader or the controller is killed or stopped, another replica takes over; no acknowledged record is lost, ' +
    'none is stored twice or out of order',
  needs: ['fault', 'topic', 'container', 'internal'],
  claim: 'prepares',
  run: (proof) => runDisruptions(proof, NAME, STEPS),
};
