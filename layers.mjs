/**
 * The layers of the code, and what each may import beside itself. The linter refuses everything else; docs/DESIGN.md has
 * the picture. Below the line is what only people who work on this repository run; only the tests, which see all, and they import it.
 */
export const LAYERS = {
  model: [],
  certs: ['model'],
  constructs: ['certs', 'model'],
  runtime: ['certs', 'model'],
  rollout: ['runtime', 'model'],
  proof: ['runtime', 'model'],
  bootstrap: ['runtime', 'model'],
  testing: ['bootstrap', 'constructs', 'runtime', 'model'],
  'settings.ts': ['runtime', 'constructs', 'model'],
  cli: ['bootstrap', 'proof', 'rollout', 'runtime', 'certs', 'model'],
  'main.ts': ['settings.ts', 'constructs'],
  // ---
  images: [],
  dashboards: [],
  examples: ['constructs', 'testing'],
  scripts: ['dashboards', 'bootstrap', 'runtime', 'model'],
  bench: ['test', 'constructs', 'runtime', 'model'],
};

const RESOURCES = ['cdktf', 'constructs', '@cdktf/[^/]+'];
const PURE = ['node:crypto', 'node:net', 'node:path', 'semver', 'zod'];

/** The packages that a layer of synth may know, and no others: what runs, listens or reads files is none of the model's. */
const KNOWN = {
  model: PURE,
  // What issues is tried by a handshake at synth, in a process of its own since synth waits for nothing.
  certs: [...PURE, 'node:fs', 'node:child_process', 'node-forge'],
  constructs: [...PURE, 'node:fs', 'node:os', ...RESOURCES],
};

/** Packages that a layer of run time may not know. */
const FOREIGN = {
  runtime: [...RESOURCES, 'commander', 'listr2'],
  rollout: RESOURCES,
  proof: RESOURCES,
  bootstrap: RESOURCES,
  testing: ['commander', 'listr2'],
  cli: RESOURCES,
};

/** Which packages a layer may not import, as a pattern; undefined where it may import each. */
function foreign(layer) {
  if (layer in KNOWN) {
    return `^(?![./])(?!(${KNOWN[layer].join('|')})(/|$))`;
  }
  return layer in FOREIGN ? `^(${FOREIGN[layer].join('|')})(/|$)` : undefined;
}

const filesOf = (layer) => (layer.endsWith('.ts') ? layer : `${layer}/**/*.ts`);

/** One ESLint configuration for each layer. */
export const layerRules = (root) =>
  Object.entries(LAYERS).map(([layer, allowed]) => ({
    files: [filesOf(layer)],
    rules: {
      'import-x/no-restricted-paths': [
        'error',
        {
          basePath: root,
          zones: [
            {
              target: `./${layer}`,
              from: '.',
              except: [layer, ...allowed, 'node_modules'].map((each) => `./${each}`),
              message: `${layer} may import ${allowed.length === 0 ? 'no other layer' : allowed.join(', ')} (layers.mjs).`,
            },
          ],
        },
      ],
      'no-restricted-imports': [
        'error',
        {
          patterns: [foreign(layer)].flatMap((regex) =>
            regex === undefined ? [] : [{ regex, message: `${layer} may not know this package (layers.mjs).` }],
          ),
        },
      ],
    },
  }));

/** Imports that the rules above don't see. The compiler, which only builds need, is loaded when it is used. */
export const HIDDEN_IMPORTS = [
  { selector: 'TSImportType', message: 'import it where the file begins: the layers are held there (layers.mjs).' },
  {
    selector: 'ImportExpression > :not(Literal[value=/^\\.|^typescript$/])',
    message: 'import it where the file begins: the layers are held there (layers.mjs).',
  },
];
