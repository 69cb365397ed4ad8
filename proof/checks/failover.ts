import type { Check } from '../context/check';
import { killServer, stopServer } from '../disruptions/outage';
import { CHASED_LEADER, CONTROLLER, LEADER, strikeAll, type Blow, type Strike } from '../disruptions/takeover';

const NAME = 'failover';

const KILL: Blow = { done: 'killed', strike: killServer };
const STOP: Blow = { done: 'stopped', strike: stopServer };

/** Times that whoever leads then is stopped, one right after the other. */
const BOUNCES = 5;

const STRIKES: readonly Strike[] = [
  { name: 'leaderKilled', role: LEADER, blow: KILL },
  { name: 'controllerKilled', role: CONTROLLER, blow: KILL },
  { name: 'controllerStopped', role: CONTROLLER, blow: STOP },
  ...Array.from({ length: BOUNCES }, (_, i) => ({
    name: i === 0 ? 'leaderStopped' : `leaderStopped${i + 1}`,
    role: CHASED_LEADER,
    blow: STOP,
  })),
];

export const failover: Check = {
  name: NAME,
  promise:
    'when a leader or the controller is killed or stopped, another replica takes over; no acknowledged record is lost, ' +
    'none is stored twice or out of order',
  needs: ['fault', 'topic', 'container'],
  run: (proof) => strikeAll(proof, NAME, STRIKES),
};
