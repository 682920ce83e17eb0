/** Every entry with its types, the tag names, and listeners that know their event. */
import { DMSessionElement, configure } from 'dm-elements';
import { DMClient, DMError, type SignalingAdapter } from 'dm-elements/client';
import { DMVerify } from 'dm-elements/components/dm-verify.js';
import { createRelay, type RelayServer } from 'dm-elements/server';
import { MemoryHub } from 'dm-elements/testing';
import 'dm-elements/locales/de.js';

type Exact<A, B> = [A, B] extends [B, A] ? true : false;

const created = document.createElement('dm-session');
const found = document.querySelector('dm-verify');
export const elements: [Exact<typeof created, DMSessionElement>, Exact<typeof found, DMVerify | null>] = [true, true];

created.addEventListener('dm-message', (event) => {
  const carried: [string, 'in' | 'out'] = [event.id, event.direction];
  // @ts-expect-error Events carry no text.
  return [carried, event.text];
});
document.addEventListener('dm-request', (event) => void event.accept());

const client = new DMClient({ self: 'alice', signaling: 'local:demo' });
client.addEventListener('dm-error', (event) => event.code satisfies string);

configure({ self: 'alice', signaling: 'wss://dm.example.com/' });
export const used = (error: unknown, adapter: SignalingAdapter, relay: RelayServer): unknown => [
  DMError.is(error, 'peer-offline'),
  adapter.state,
  relay.close(),
  createRelay,
  MemoryHub,
];
