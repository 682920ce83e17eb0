/** Resolves the bare `simple-peer` to the prebuilt module. */
export function simplePeerAlias(): Promise<{ find: RegExp; replacement: string }>;
