/** Several people ask you, one after the other or at once; each window is what one of them sees. */
import type { DMClient } from '../../src/client.js';
import { MemoryHub } from '../../src/signaling/memory.js';
import { make } from '../manifest.js';
import { byId, dismiss, person, seat } from './people.js';

/** Ids, and the names that they give themselves. */
const ASKERS = {
  carol: 'Carol',
  dave: 'Dave',
  erin: 'Erin, from the hiking group that met in the mountains last summer, remember?',
  mallory: 'Your bank \u202Ekcolb ton od',
} as const;
/** A person of this page has patience for this long. Milliseconds. */
const PATIENCE_MS = 45_000;

const people: DMClient[] = [];

for (const id of Object.keys(ASKERS)) {
  const caption = make('figcaption', '', make('span', 'lamps'), `${id}’s browser`);
  const inside = make('div', 'inside');
  inside.id = id;
  byId('seen').append(make('figure', 'window', caption, inside));
}

async function start(): Promise<void> {
  dismiss(people);
  const hub = new MemoryHub();
  const you = await person('you', hub.adapter());
  people.push(you);
  document.querySelector('dm-provider')!.client = you;
  for (const [id, selfName] of Object.entries(ASKERS)) {
    const client = await person(id, hub.adapter(), { selfName, timeouts: { request: PATIENCE_MS } });
    people.push(client);
    seat(id, client, 'you', 'You');
  }
}

// A request is a dialog over the page: several at once need one button.
byId('all').addEventListener('click', () => {
  for (const session of document.querySelectorAll<HTMLElementTagNameMap['dm-session']>('#seen dm-session')) {
    if (session.session?.state === 'idle') void session.request();
  }
});
byId('again').addEventListener('click', () => void start());
byId('again')
  .closest('form')!
  .addEventListener('submit', (event) => event.preventDefault());
void start();
