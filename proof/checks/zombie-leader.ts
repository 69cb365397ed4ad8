import type { Check } from '../context/check';
import { disconnectServer, pauseServer } from '../disruptions/outage';
import { CONTROLLER, LEADER, runDisruptions, type Disruption } from '../takeover/takeover';

const NAME = 'zombie-leader';

const PAUSE: Disruption = { done: 'paused', apply: pauseServer };

/** From the other servers alone: clients still reach it, and it still takes itself for what it was. */
const CUT_OFF: Disruption = {
  done: 'cut off from the other servers',
  apply: (proof, container) => disconnectServer(proof, container, proof.manifest.networks.backplane),
};

export const zombieLeader: Check = {
  name: NAME,
  promise:
    'a leader that comes back after others took over from it, having been paused or cut off for longer than its session, is ' +
    'fenced: no acknowledged record is lost, none is stored twice or out of order',
  needs: ['fault', 'topic', 'container', 'internal'],
  claim: 'prepares',
  // Others have taken over before it comes back: its session has ended by then.
  run: (proof) =>
    runDisruptions(proof, NAME, [
      { name: 'leaderPaused', role: LEADER, disruption: PAUSE },
      { name: 'controllerCutOff', role: CONTROLLER, disruption: CUT_OFF },
    ]),
};
