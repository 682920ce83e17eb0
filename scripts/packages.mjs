/** Whose code a bundle has inside, by what the bundler says of each byte that it wrote. */

/**
 * @param {import('esbuild').Metafile} metafile
 * @returns {string[]} names of packages, sorted
 */
export function packagesOf({ outputs }) {
  const names = new Set();
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const [, name] = /.*\bnode_modules\/((?:@[^/]+\/)?[^./][^/]*)\//.exec(path) ?? [];
      if (name && bytesInOutput > 0) names.add(name);
    }
  }
  return [...names].sort();
}
