/** What a page has to have around each element, so that there is something to see. */
import { FakeFile } from '../../test/helpers/fake-file.js';
import { message } from '../../test/helpers/fake-session.js';
import { make } from '../manifest.js';
import { picture } from '../picture.js';

export interface Scene {
  /** Of the page: what the markup shows. */
  readonly root: HTMLElement;
  /** The element that is played with. */
  readonly element: HTMLElement;
}

/** Elements beside the one that is played with, by name: those that give it a session, or show what it starts. */
const CHAT = ['dm-session'];
const COMPANIONS: Readonly<Record<string, readonly string[]>> = {
  'dm-provider': CHAT,
  'dm-status': CHAT,
  'dm-message-list': ['dm-request-button', 'dm-request-dialog'],
  'dm-verify': CHAT,
  'dm-request-dialog': CHAT,
  'dm-launcher': ['dm-request-button', 'dm-request-dialog'],
  'dm-request-button': ['dm-launcher', 'dm-request-dialog'],
  'dm-invite': ['dm-launcher'],
  'dm-manual': ['dm-launcher'],
};
const PEER = ['dm-session', 'dm-status', 'dm-message-list', 'dm-verify', 'dm-request-button'];

/** @param room what both people name as `signaling` */
export function scene(tag: string, room: string): Scene {
  if (tag === 'dm-session') {
    const element = withAttributes(tag, { self: 'alice', peer: 'bob', 'peer-name': 'Bob', signaling: room });
    return { root: element, element };
  }
  const signaling = tag === 'dm-manual' ? 'manual' : room;
  const provider = withAttributes('dm-provider', { self: 'alice', 'self-name': 'Alice', signaling });
  const element = tag === 'dm-provider' ? provider : placed(tag);
  if (element !== provider) provider.append(element);
  provider.append(...(COMPANIONS[tag] ?? []).map((each) => placed(each)));
  return { root: provider, element };
}

function placed(tag: string): HTMLElement {
  const element = withAttributes(tag, PEER.includes(tag) ? { peer: 'bob', 'peer-name': 'Bob' } : {});
  if (tag === 'dm-status' || tag === 'dm-message-list' || tag === 'dm-verify') element.removeAttribute('peer-name');
  // These show what a page gives them as a property.
  if (tag === 'dm-message') Object.assign(element, { message: message('See you at eight?'), peerName: 'Bob' });
  if (tag === 'dm-file') void picture().then((blob) => Object.assign(element, received(blob)));
  return element;
}

/** What `<dm-file>` gets of a picture that has come. */
function received(blob: Blob): object {
  const status = { state: 'done' } as const;
  const transfer = new FakeFile({ name: 'sunset.png', size: blob.size, mimeType: blob.type, status, blob });
  return { transfer, status, peerName: 'Bob' };
}

function withAttributes(tag: string, attributes: Readonly<Record<string, string>>): HTMLElement {
  const element = make(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
