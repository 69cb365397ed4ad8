import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';
import { HIDDEN_IMPORTS, layerRules } from './layers.mjs';

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      'dist',
      'out',
      'cdktf.out',
      'coverage',
      'constructs/provider-kafka',
      'site/dist',
      'site/.vitepress/cache',
      'site/.vitepress/.temp',
      'site/.vitepress/config.mjs.timestamp-*.mjs',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'import-x/no-cycle': 'error',
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  ...layerRules(import.meta.dirname),
  {
    files: ['**/*.ts'],
    ignores: ['test/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...HIDDEN_IMPORTS,
        ...[
          'AssignmentExpression > .left > .object',
          'AssignmentExpression > .left',
          'UnaryExpression[operator="delete"] > .argument > .object',
          'CallExpression[callee.object.name="Object"][callee.property.name=/^(assign|define)/] > .arguments:first-child',
        ].map((place) => ({
          selector: `${place}[object.name="process"][property.name="env"]`,
          message: 'hand variables to the process that is started: what changes here changes for everybody',
        })),
        {
          selector: 'VariableDeclarator[init.name="process"] > ObjectPattern',
          message: 'write process.env: who changes it is refused by that name',
        },
      ],
    },
  },
  {
    // What has another door than constructs/terraform hands texts to Terraform that it would read as templates.
    files: ['constructs/**/*.ts'],
    ignores: ['constructs/terraform/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: 'cdktf',
              importNames: ['DataResource', 'Lazy'],
              allowTypeImports: true,
              message: 'take it from constructs/terraform, where every text is literal.',
            },
          ],
          patterns: [
            {
              regex: '^@cdktf/provider-docker|/provider-kafka/',
              allowTypeImports: true,
              message: 'take it from constructs/terraform, where every text is literal.',
            },
          ],
        },
      ],
    },
  },
  // What is deprecated is tested until it goes.
  { files: ['test/**/*.ts'], rules: { '@typescript-eslint/no-deprecated': 'off' } },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        URLSearchParams: 'readonly',
        fetch: 'readonly',
      },
    },
  },
  {
    files: ['**/*.js'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { module: 'writable', require: 'readonly', process: 'readonly', __dirname: 'readonly' },
    },
  },
  prettier,
);
