/** Options of @custom-elements-manifest/analyzer; see scripts/manifest.mjs. */

/** `dispatchEvent(new DMEndedEvent())` adds a row without a name beside the documented one. */
function dropUnnamedEvents() {
  return {
    name: 'drop-unnamed-events',
    packageLinkPhase({ customElementsManifest }) {
      for (const declaration of declarationsOf(customElementsManifest)) {
        if (declaration.events) declaration.events = declaration.events.filter(({ name }) => name);
      }
    },
  };
}

/** What a page can use; the rest is for us. */
function dropPrivateMembers() {
  return {
    name: 'drop-private-members',
    packageLinkPhase({ customElementsManifest }) {
      for (const declaration of declarationsOf(customElementsManifest)) {
        declaration.members = declaration.members?.filter(
          ({ name, privacy }) => !name.startsWith('#') && privacy !== 'private' && privacy !== 'protected',
        );
      }
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
  plugins: [dropUnnamedEvents(), dropPrivateMembers(), sortModules()],
};
