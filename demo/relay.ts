/// <reference types="vite/client" />
/**
 * One person, met through the WebSocket relay on this page's own host, or by hand where the host has only files. Both ids
 * stand in the address.
 */
import { copies } from './copy.js';

/** `npm run build:demo` makes files; `npm start` has a relay. */
const IS_STATIC = import.meta.env.PROD;
const query = new URLSearchParams(location.search);

if (query.get('self') && query.get('peer')) {
  show(query.get('self')!, query.get('peer')!);
} else {
  // Ids of their own for each visitor: on a public host nobody meets a stranger by accident.
  const [a, b] = [nickname(), nickname()];
  location.replace(addressFor(a, b));
}

function show(self: string, peer: string): void {
  const form = document.querySelector('form')!;
  const own = document.querySelector<HTMLInputElement>('[name=self]')!;
  const theirs = document.querySelector<HTMLInputElement>('[name=peer]')!;
  own.value = self;
  theirs.value = peer;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    location.assign(addressFor(own.value, theirs.value));
  });

  const other = document.querySelector<HTMLAnchorElement>('#other')!;
  other.href = addressFor(peer, self);
  other.textContent = other.href;
  copies(document.querySelector<HTMLElement>('#copy')!, other);

  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const signaling = IS_STATIC ? 'manual' : `${scheme}://${location.host}/signal`;
  const person = new URLSearchParams({ self, peer, signaling });
  document.querySelector<HTMLIFrameElement>('#person')!.src = `./person.html?${person.toString()}`;
  document.querySelector('#whose')!.textContent = `${self}’s browser`;
  document.querySelector<HTMLElement>('#insecure')!.hidden = isSecureContext;
  document.querySelector<HTMLElement>('#introduced')!.hidden = IS_STATIC;
  document.querySelector<HTMLElement>('#by-hand')!.hidden = !IS_STATIC;
}

function addressFor(self: string, peer: string): string {
  const address = new URL('./relay.html', location.href);
  address.search = new URLSearchParams({ self, peer }).toString();
  return address.href;
}

function nickname(): string {
  const names = ['ash', 'birch', 'cedar', 'elm', 'fir', 'hazel', 'juniper', 'larch', 'maple', 'oak', 'rowan', 'willow'];
  const [pick = 0, number = 0] = crypto.getRandomValues(new Uint16Array(2));
  return `${names[pick % names.length]}-${number}`;
}
