/** Options of @custom-elements-manifest/analyzer; see scripts/manifest.mjs. */
import { exportedParts } from './manifest-parts.mjs';
import { tokens } from './manifest-tokens.mjs';
import { spellOutTypes } from './manifest-types.mjs';

/** The analyzer knows `customElements.define`; ours is `define('dm-file', DMFile)` of shared/define.ts. */
function readDefinitions() {
  return {
    name: 'read-definitions',
    analyzePhase({ ts, node, moduleDoc }) {
      if (!ts.isCallExpression(node) || node.expression.getText() !== 'define') return;
      const [tag, name] = node.arguments;
      moduleDoc.exports.push({
        kind: 'custom-element-definition',
        name: tag.text,
        declaration: { name: name.getText(), module: moduleDoc.path },
      });
    },
    packageLinkPhase({ customElementsManifest }) {
      for (const { exports, declarations } of customElementsManifest.modules) {
        for (const { kind, name, declaration } of exports ?? []) {
          const element = declarations.find((each) => each.name === declaration.name);
          if (kind === 'custom-element-definition') Object.assign(element, { customElement: true, tagName: name });
        }
      }
    },
  };
}

/** Tokens are the same for all elements: custom properties inherit. */
function addTokens() {
  return {
    name: 'add-tokens',
    packageLinkPhase({ customElementsManifest }) {
      for (const declaration of declarationsOf(customElementsManifest)) {
        if (declaration.customElement) declaration.cssProperties = tokens();
      }
    },
  };
}

/** After all own parts are known. */
function addExportedParts() {
  return {
    name: 'add-exported-parts',
    packageLinkPhase({ customElementsManifest }) {
      const elements = declarationsOf(customElementsManifest).filter(({ tagName }) => tagName);
      const added = elements.map((each) => [each, exportedParts(each.tagName, elements)]);
      for (const [element, parts] of added) if (parts.length > 0) element.cssParts = [...element.cssParts, ...parts];
    },
  };
}

/** An attribute that an element only hands on (`signaling` of `dm-session`) has the words of the element it is for. */
function inheritWords() {
  return {
    name: 'inherit-words',
    packageLinkPhase({ customElementsManifest }) {
      const attributes = declarationsOf(customElementsManifest).flatMap((each) => each.attributes ?? []);
      for (const attribute of attributes) {
        attribute.description ??= attributes.find(
          (each) => each.name === attribute.name && each.description,
        )?.description;
      }
    },
  };
}

/** From `dispatchEvent(new DMErrorEvent(code))` the analyzer makes an event called "code"; the documented ones are real. */
function dropUndocumentedEvents() {
  return {
    name: 'drop-undocumented-events',
    packageLinkPhase({ customElementsManifest }) {
      for (const declaration of declarationsOf(customElementsManifest)) {
        if (declaration.events) declaration.events = declaration.events.filter(({ description }) => description);
      }
    },
  };
}

const FOR_US = new Set(['private', 'protected']);

/** What a page can use; the rest is for us. */
function dropPrivateMembers() {
  return {
    name: 'drop-private-members',
    packageLinkPhase({ customElementsManifest }) {
      for (const declaration of declarationsOf(customElementsManifest)) {
        declaration.members = declaration.members?.filter(
          ({ name, privacy }) => !name.startsWith('#') && !FOR_US.has(privacy) && name !== 'shadowRootOptions',
        );
      }
    },
  };
}

/** The analyzer looks at one file at a time, and leaves names of types that it does not see. */
function spellOut() {
  return {
    name: 'spell-out',
    packageLinkPhase({ customElementsManifest }) {
      spellOutTypes(customElementsManifest.modules);
    },
  };
}

/** The same order on every file system. */
function sortModules() {
  return {
    name: 'sort-modules',
    packageLinkPhase({ customElementsManifest }) {
      customElementsManifest.modules.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    },
  };
}

function declarationsOf(manifest) {
  return manifest.modules.flatMap(({ declarations }) => declarations ?? []);
}

export default {
  globs: ['components/dm-*/dm-*.ts'],
  exclude: ['**/*.styles.ts', '**/*.test.ts'],
  litelement: true,
  plugins: [
    readDefinitions(),
    addTokens(),
    addExportedParts(),
    inheritWords(),
    dropUndocumentedEvents(),
    dropPrivateMembers(),
    sortModules(),
    spellOut(),
  ],
};
