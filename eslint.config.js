/** Lint rules. Formatting is prettier's; types are `npm run types`. What is here is what neither can say. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import lit from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import wc from 'eslint-plugin-wc';
import tseslint from 'typescript-eslint';
import { layers } from './scripts/eslint/layers.mjs';

const ROOT = dirname(fileURLToPath(import.meta.url));
const PRODUCT = ['src/**/*.ts', 'components/**/*.ts', 'server/**/*.ts'];
const NO_LIT = {
  regex: '^(@lit/|lit($|/)|@lit-labs/)',
  message: 'The engine is free of frameworks; elements live in components/.',
};
const NO_SIMPLE_PEER = { regex: '^simple-peer($|/)', message: 'Only src/link/peer.ts knows simple-peer.' };

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      '.cache',
      'dist',
      'demo-dist',
      'coverage',
      'demo/recipes',
      'test/package/samples',
      'server/aspnet',
      '**/*.d.mts',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: ROOT } },
    plugins: { dm: { rules: { layers } } },
    rules: {
      'dm/layers': 'error',
      eqeqeq: 'error',
      'max-lines': ['error', { max: 450 }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // `${number}` is how messages are written; what must not be printed by accident stays forbidden.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `() => handler()` for handlers that return void is the house style.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      // Flags missing platform features that the DOM library declares as always there (WebCrypto, for one).
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unnecessary-boolean-literal-compare': 'off',
      // A function is async so that it rejects instead of throwing, with or without an await inside.
      '@typescript-eslint/require-await': 'off',
      // `[...text]` is meant: code points.
      '@typescript-eslint/no-misused-spread': 'off',
      // A cast that narrows an error of another copy of this library (`DMError.is`).
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  {
    files: PRODUCT,
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Use the injected random source.' },
      ],
      'no-restricted-imports': ['error', { patterns: [NO_SIMPLE_PEER] }],
    },
  },
  { files: ['src/**/*.ts', 'server/**/*.ts'], rules: { 'no-console': 'error' } },
  // The one way a worker has to write a line of its log.
  { files: ['server/worker/worker.ts'], rules: { 'no-console': ['error', { allow: ['log'] }] } },
  {
    files: ['src/**/*.ts', 'server/**/*.ts'],
    ignores: ['src/link/peer.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [NO_LIT, NO_SIMPLE_PEER] }] },
  },
  { files: ['src/link/peer.ts'], rules: { 'no-restricted-imports': ['error', { patterns: [NO_LIT] }] } },
  {
    files: ['components/**/*.ts'],
    extends: [lit.configs['flat/recommended'], wc.configs['flat/recommended']],
    plugins: { 'lit-a11y': litA11y },
    rules: {
      ...litA11y.configs.recommended.rules,
      // The one warning a misuse gives on the console.
      'no-console': ['error', { allow: ['warn'] }],
      // Classes are exported and defined through one helper; the tag is not the first thing the rule can see.
      'wc/guard-super-call': 'off',
    },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts', 'demo/**/*.ts', 'scripts/**/*.ts', '*.ts'],
    rules: {
      // chai's `expect(x).to.be.true`
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'max-lines': ['error', { max: 600 }],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // `keyCode` 229 is how Safari's composition keys are played.
      '@typescript-eslint/no-deprecated': 'off',
      // @open-wc/testing declares `equal` as if it were a promise; it is not.
      '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: ['Equal'] }],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'MemberExpression[object.name=/^(describe|it)$/][property.name=/^(only|skip)$/]',
          message: 'Every test runs.',
        },
        {
          selector: "ExpressionStatement > CallExpression[callee.property.name='accessible']",
          message: 'This assertion is a promise: await it.',
        },
      ],
    },
  },
);
