/** Several people ask you, one after the other or at once; each row says what one of them sees. */
import type { DMClient } from '../../src/client.js';
import { MemoryHub } from '../../src/signaling/memory.js';
import { make } from '../manifest.js';
import { byId, person } from './people.js';

/** Ids, and the names that they give themselves. */
const ASKERS = {
  carol: 'Carol',
  dave: 'Dave',
  erin: 'Erin, from the hiking group that met in the mountains last summer, remember?',
  mallory: 'Your bank \u202Ekcolb ton od',
} as const;
/** A person of this page has patience for this long. Milliseconds. */
const PATIENCE_MS = 45_000;

const hub = new MemoryHub();
const clients = new Map<string, DMClient>();

const you = await person('you', hub.adapter());
document.querySelector('dm-provider')!.client = you;

for (const [id, selfName] of Object.entries(ASKERS)) offer(`${id} asks`, () => ask(id, selfName));
// A request is a dialog over the page: several at once need one button.
offer('all of them ask', () => Promise.all(Object.entries(ASKERS).map(([id, selfName]) => ask(id, selfName))));
byId('askers').addEventListener('submit', (event) => event.preventDefault());

function offer(what: string, act: () => Promise<unknown>): void {
  const button = make('button', '', what) as HTMLButtonElement;
  button.type = 'button';
  button.addEventListener('click', () => void act());
  byId('askers').append(button);
}

async function ask(id: string, selfName: string): Promise<void> {
  const client = clients.get(id) ?? (await person(id, hub.adapter(), { selfName, timeouts: { request: PATIENCE_MS } }));
  clients.set(id, client);
  const row = rowOf(id);
  try {
    const session = await client.startSession('you');
    const show = (): void => {
      row.textContent = session.reason ? `${session.state}: ${session.reason}` : session.state;
    };
    session.addEventListener('dm-state-change', show);
    show();
  } catch (error) {
    row.textContent = String((error as { code?: unknown }).code ?? error);
  }
}

/** The cell that says what `id` sees. */
function rowOf(id: string): HTMLElement {
  const known = document.getElementById(`seen-${id}`);
  if (known) return known;
  const cell = make('td');
  cell.id = `seen-${id}`;
  const name = make('th', '', id);
  name.setAttribute('scope', 'row');
  byId('seen').append(make('tr', '', name, cell));
  return cell;
}
