/** What a page has to have around each element, so that there is something to see. */
// The composer loads it with the first file.
import '../../components/dm-file-tray/dm-file-tray.js';
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

/** Where and as whom two people meet. */
export interface Meeting {
  /** What both name as `signaling`. */
  readonly signaling: string;
  readonly alice: string;
  readonly bob: string;
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

/** Alice's page, with the element that is played with. */
export function scene(tag: string, { signaling, alice, bob }: Meeting): Scene {
  if (tag === 'dm-session') {
    const element = withAttributes(tag, { self: alice, peer: bob, 'peer-name': 'Bob', signaling });
    return { root: element, element };
  }
  const provider = withAttributes('dm-provider', {
    self: alice,
    'self-name': 'Alice',
    signaling: tag === 'dm-manual' ? 'manual' : signaling,
  });
  const element = tag === 'dm-provider' ? provider : placed(tag, bob);
  if (element !== provider) provider.append(element);
  provider.append(...(COMPANIONS[tag] ?? []).map((each) => placed(each, bob)));
  return { root: provider, element };
}

function placed(tag: string, bob: string): HTMLElement {
  const element = withAttributes(tag, PEER.includes(tag) ? { peer: bob, 'peer-name': 'Bob' } : {});
  if (tag === 'dm-status' || tag === 'dm-message-list' || tag === 'dm-verify') element.removeAttribute('peer-name');
  // These show what a page gives them as a property.
  if (tag === 'dm-message') Object.assign(element, { message: message('See you at eight?'), peerName: 'Bob' });
  if (tag === 'dm-file-tray') Object.assign(element, { files: [{ file: new File(['…'], 'note.txt') }] });
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
