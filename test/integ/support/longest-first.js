/**
 * The tests that take longest begin first, so that none of them is left alone at the end, with a processor that waits. They are named, since a
 * machine that runs them for the first time knows no durations, and a file's size says little.
 */
const path = require('node:path');
const Sequencer = require('@jest/test-sequencer').default;

const LONGEST = [
  'default-cluster',
  'kraft',
  'proof',
  'changes',
  'monitoring',
  'kerberos',
  'bad-machine',
  'unsafe-cluster',
  // Of the unit tests.
  'hostile-inputs',
];

/** Place in the list, or behind it. */
const placeOf = ({ path: file }) => {
  const place = LONGEST.indexOf(path.basename(file, '.test.ts'));
  return place === -1 ? LONGEST.length : place;
};

module.exports = class extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((a, b) => placeOf(a) - placeOf(b));
  }
};
