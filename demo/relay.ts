/** One person, met through the WebSocket relay on this page's own host. Both ids stand in the address. */
import { followScheme } from './scheme.js';

const element = <T extends Element>(selector: string): T => document.querySelector<T>(selector)!;
const query = new URLSearchParams(location.search);

if (query.get('self') && query.get('peer')) {
  show(query.get('self')!, query.get('peer')!);
} else {
  // Ids of their own for each visitor: on a public host nobody meets a stranger by accident.
  const [a, b] = [nickname(), nickname()];
  location.replace(addressFor(a, b));
}

function show(self: string, peer: string): void {
  const form = element<HTMLFormElement>('form');
  element<HTMLInputElement>('[name=self]').value = self;
  element<HTMLInputElement>('[name=peer]').value = peer;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const data = new FormData(form);
    location.assign(addressFor(String(data.get('self')), String(data.get('peer'))));
  });

  const other = element<HTMLAnchorElement>('#other');
  other.href = addressFor(peer, self);
  other.textContent = other.href;
  element('#copy').addEventListener('click', () => void navigator.clipboard.writeText(other.href));

  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const person = new URLSearchParams({ self, peer, signaling: `${scheme}://${location.host}/signal` });
  element<HTMLIFrameElement>('#person').src = `./person.html?${person.toString()}`;
  element('#whose').textContent = `${self}’s browser`;
  element<HTMLElement>('#insecure').hidden = isSecureContext;
  followScheme(element('#scheme'));
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
