/**
 * The layers of the code, and what each may import beside itself. The linter refuses everything else; docs/DESIGN.md has
 * the picture.
 */
export const LAYERS = {
  model: [],
  certs: ['model'],
  constructs: ['certs', 'model'],
  runtime: ['certs', 'model'],
  rollout: ['runtime', 'model'],
  proof: ['runtime', 'model'],
  bootstrap: ['runtime', 'model'],
  'settings.ts': ['bootstrap', 'runtime', 'constructs', 'model'],
  cli: ['settings.ts', 'bootstrap', 'proof', 'rollout', 'runtime', 'certs', 'model'],
  'main.ts': ['settings.ts', 'constructs'],
};

/** Packages that a layer may not know. */
const RESOURCES = ['cdktf', 'constructs', '@cdktf/provider-docker'];
const RUNNING = ['dockerode', 'kafkajs', 'listr2', 'commander', 'tar-stream'];
const FOREIGN = {
  model: [...RESOURCES, ...RUNNING],
  certs: [...RESOURCES, ...RUNNING],
  constructs: RUNNING,
  runtime: [...RESOURCES, 'commander', 'listr2'],
  rollout: RESOURCES,
  proof: RESOURCES,
  bootstrap: RESOURCES,
  cli: RESOURCES,
};

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
          zones: Object.keys(LAYERS)
            .filter((other) => other !== layer && !allowed.includes(other))
            .map((other) => ({
              target: `./${layer}`,
              from: `./${other}`,
              message: `${layer} may import ${allowed.length === 0 ? 'no other layer' : allowed.join(', ')} (layers.mjs).`,
            })),
        },
      ],
      'no-restricted-imports': [
        'error',
        {
          patterns: (FOREIGN[layer] ?? []).map((name) => ({
            regex: `^${name}(/|$)`,
            message: `${layer} may not know this package (layers.mjs).`,
          })),
        },
      ],
    },
  }));
