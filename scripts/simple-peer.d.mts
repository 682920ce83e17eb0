/** The path of simple-peer as one module, built where it is not there yet. */
export function buildSimplePeer(): Promise<string>;
