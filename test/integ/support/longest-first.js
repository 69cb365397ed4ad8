/**
 * Jest starts with the tests that took longest the last time or, where it has not run before, with the largest files. Here
 * a test is as large as all of its parts, which lie in a folder of its name: otherwise the longest would begin last.
 */
const { existsSync, readdirSync, statSync } = require('node:fs');
const path = require('node:path');
const Sequencer = require('@jest/test-sequencer').default;

const partsOf = (folder) => (existsSync(folder) ? readdirSync(folder).map((name) => path.join(folder, name)) : []);

const sizeOf = ({ path: file }) =>
  [file, ...partsOf(file.replace(/\.test\.ts$/, ''))].reduce((sum, each) => sum + statSync(each).size, 0);

module.exports = class extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const isFirstRun = sorted.every(({ duration }) => duration === undefined);
    return isFirstRun ? sorted.sort((a, b) => sizeOf(b) - sizeOf(a)) : sorted;
  }
};
