/**
 * The architecture as a lint rule: imports point down only (docs/architecture.md). A module may import its own layer
 * and those below; the three layers of rank 3 stand side by side and do not know each other's insides, only each
 * other's contracts.
 */
import { dirname, relative, resolve, sep } from 'node:path';

/** First match wins. `contract` files are what a neighbour of the same rank may import. */
const LAYERS = [
  { name: 'base', rank: 1, pattern: /^src\/(errors|clock|loaded|task|typed-event-target)\.ts$/ },
  { name: 'wire', rank: 2, pattern: /^src\/wire\// },
  { name: 'signaling', rank: 3, pattern: /^src\/signaling\//, contract: /^src\/signaling\/adapter\.ts$/ },
  { name: 'link', rank: 3, pattern: /^src\/link\//, contract: /^src\/link\/link\.ts$/ },
  { name: 'secure', rank: 3, pattern: /^src\/secure\//, contract: /^src\/secure\/channel\.ts$/ },
  { name: 'session', rank: 4, pattern: /^src\/(session\/|events\.ts$)/ },
  { name: 'client', rank: 5, pattern: /^src\/(client|diagnose|stats)\.ts$/ },
  { name: 'engine', rank: 6, pattern: /^src\// },
  { name: 'server', rank: 6, pattern: /^server\// },
  { name: 'components', rank: 7, pattern: /^components\// },
  { name: 'outside', rank: 9, pattern: /^(demo|test|bench|scripts)\// },
];

/** The layer of a file, by its path from the root. */
export const layerOf = (path) => LAYERS.find(({ pattern }) => pattern.test(path));

function mayImport(from, to, target) {
  if (from.name === to.name || to.rank < from.rank) return true;
  return to.rank === from.rank && to.contract?.test(target) === true;
}

/** @type {import('eslint').Rule.RuleModule} */
export const layers = {
  meta: {
    type: 'problem',
    messages: { upwards: '{{from}} must not import {{to}}: imports point down the layers only.' },
    schema: [],
  },
  create(context) {
    const root = context.cwd;
    const own = relative(root, context.filename).split(sep).join('/');
    const from = layerOf(own);
    if (!from || from.name === 'outside') return {};

    const check = (node, source) => {
      if (typeof source?.value !== 'string' || !source.value.startsWith('.')) return;
      const absolute = resolve(dirname(context.filename), source.value);
      const target = relative(root, absolute).split(sep).join('/').replace(/\.js$/, '.ts');
      const to = layerOf(target);
      if (to && !mayImport(from, to, target)) {
        context.report({ node, messageId: 'upwards', data: { from: from.name, to: to.name } });
      }
    };
    return {
      ImportDeclaration: (node) => check(node, node.source),
      ExportNamedDeclaration: (node) => check(node, node.source),
      ExportAllDeclaration: (node) => check(node, node.source),
      ImportExpression: (node) => check(node, node.source),
      TSImportType: (node) => check(node, node.source ?? node.argument?.literal),
    };
  },
};
