#!/usr/bin/env node
/** The package's command, for whoever has installed it. */
import { cdktfKafka } from './cli';
import { runProgram } from './command-line';

void runProgram(cdktfKafka());
