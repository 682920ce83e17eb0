/** People of a lab: each a client of their own and a `<dm-session>` in their window, all in this page. */
import '../../components/index.js';
import { DMClient } from '../../src/client.js';
import type { DMClientOptions } from '../../src/session/options.js';
import type { SignalingAdapter } from '../../src/signaling/adapter.js';

/** Shows how `client` talks to `peer`, in place of whoever sat there before. */
export function seat(where: string, client: DMClient, peer: string, peerName: string): void {
  const provider = document.createElement('dm-provider');
  provider.client = client;
  const session = document.createElement('dm-session');
  session.peer = peer;
  session.peerName = peerName;
  provider.append(session);
  document.getElementById(where)!.replaceChildren(provider);
}

export async function person(
  self: string,
  signaling: SignalingAdapter,
  options: Partial<DMClientOptions> = {},
): Promise<DMClient> {
  const client = new DMClient({ self, selfName: self[0]!.toUpperCase() + self.slice(1), signaling, ...options });
  await client.connect();
  return client;
}

/** Everybody of the last try goes. */
export function dismiss(clients: DMClient[]): void {
  for (const client of clients.splice(0)) void client.destroy();
}

export const byId = (id: string): HTMLElement => document.getElementById(id)!;
