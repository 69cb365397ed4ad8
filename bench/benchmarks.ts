import type { Benchmark } from './benchmark';
import * as change from './change/change';
import * as deploy from './deploy/deploy';
import * as kraft from './deploy/kraft';
import * as monitoring from './deploy/monitoring';
import * as floor from './floor/floor';
import * as project from './project/project';
import * as proof from './proof/proof';
import * as rest from './rest/rest';
import * as scale from './scale/scale';
import * as start from './start/start';
import * as synth from './synth/synth';

/** All of them, in the order in which they run. */
export const BENCHMARKS: readonly Benchmark[] = [
  synth,
  start,
  deploy,
  kraft,
  floor,
  rest,
  monitoring,
  change,
  project,
  proof,
  scale,
];
