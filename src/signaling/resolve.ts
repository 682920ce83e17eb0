/** From the `signaling` value of a page to an adapter. Each is loaded only when a page names it. */
import { DMError } from '../errors.js';
import type { SignalingAdapter } from './adapter.js';

export interface AdapterOptions {
  /** A fresh token for the server, asked for at each connection. */
  readonly getToken?: () => Promise<string>;
  /** For `manual`, which makes a connection of its own before there is a session. */
  readonly iceServers?: readonly RTCIceServer[];
  readonly getIceServers?: () => Promise<readonly RTCIceServer[]>;
  readonly relayOnly?: boolean;
}

/** Rejects `bad-config` for a value that names no adapter of ours. */
export async function createAdapter(signaling: string, options: AdapterOptions = {}): Promise<SignalingAdapter> {
  if (signaling.trim() === 'manual') {
    const { ManualAdapter } = await import('./manual.js');
    return new ManualAdapter(options);
  }
  const [, scheme = '', rest = ''] = /^([a-z]+):(.*)$/s.exec(signaling.trim()) ?? [];
  if (rest) {
    switch (scheme) {
      case 'local': {
        const { LocalAdapter } = await import('./local.js');
        return new LocalAdapter(rest);
      }
      case 'ws':
      case 'wss': {
        const { WebSocketAdapter } = await import('./websocket.js');
        return new WebSocketAdapter(signaling.trim(), options);
      }
      case 'party': {
        const [{ WebSocketAdapter }, { partyUrl }] = await Promise.all([
          import('./websocket.js'),
          import('./party.js'),
        ]);
        return new WebSocketAdapter(partyUrl(rest), options);
      }
      case 'signalr': {
        const { SignalRAdapter } = await import('./signalr.js');
        return new SignalRAdapter(rest, options);
      }
    }
  }
  throw new DMError(
    'bad-config',
    'signaling: expected local:<room>, ws(s)://<host>, party://<host>, signalr:<hub>, manual, or pass an adapter',
  );
}
