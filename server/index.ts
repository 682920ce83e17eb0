/** The introducing server, for Node. */
export { createRelay, type RelayServer, type RelayServerOptions } from './node/relay-server.js';
export { anonymousAuthenticator, tokenAuthenticator, type TokenOptions } from './relay/tokens.js';
export { Relay, type Identity, type RelayLogEntry, type RelayOptions, type RelaySocket } from './relay/relay.js';
export { DEFAULT_LIMITS, type RelayLimits } from './relay/limits.js';
export { iceAnswer, type IceAnswer, type TurnOptions } from './relay/turn.js';
export type { Backplane, BackplaneHandlers, Delivery } from './relay/backplane.js';
