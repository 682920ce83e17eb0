/** Files of several kinds from Alice to Bob, over a line that may be slow. */
import type { DMClient } from '../../src/client.js';
import type { CreateLink } from '../../src/link/link.js';
import type { FilePolicy } from '../../src/session/files/types.js';
import { MemoryHub } from '../../src/signaling/memory.js';
import { picture } from '../picture.js';
import { byId, dismiss, person, seat } from './people.js';

/** Bytes a second of a slow line. */
const SLOW = 1_500_000;

const people: DMClient[] = [];
const line = document.querySelector<HTMLInputElement>('#slow')!;
const policy = document.querySelector<HTMLSelectElement>('#policy')!;

/** WebRTC as ever; where the line is slow, whoever sends waits as long as it would take there. */
const slowed: CreateLink = async (options, handlers) => {
  const { createLink } = await import('../../src/link/create.js');
  const link = await createLink(options, handlers);
  const send = link.send.bind(link);
  link.send = async (lane, bytes) => {
    await send(lane, bytes);
    if (line.checked && lane === 'files') {
      await new Promise((resolve) => setTimeout(resolve, (1_000 * bytes.length) / SLOW));
    }
  };
  return link;
};

async function start(): Promise<void> {
  dismiss(people);
  const hub = new MemoryHub();
  const filePolicy = policy.value as FilePolicy;
  const [alice, bob] = await Promise.all([
    person('alice', hub.adapter(), { createLink: slowed }),
    person('bob', hub.adapter(), { createLink: slowed, filePolicy }),
  ]);
  people.push(alice, bob);
  seat('alice', alice, 'bob', 'Bob');
  seat('bob', bob, 'alice', 'Alice');
  // This lab is about what comes after the question.
  bob.addEventListener('dm-request', ({ session }) => void session.accept());
  await alice.startSession('bob');
}

/** Begins like a program of Windows. */
const program = (): Blob => new Blob(['MZ', new Uint8Array(5_000)]);

const KINDS: Readonly<Record<string, () => Promise<File> | File>> = {
  small: () => new File(['Bring the blue folder.\n'], 'note.txt', { type: 'text/plain' }),
  picture: async () => new File([await picture()], 'sunset.png', { type: 'image/png' }),
  large: () => new File([new Uint8Array(30_000_000)], 'recording.bin'),
  program: () => new File([program()], 'setup.exe'),
  liar: () => new File([program()], 'holiday.jpg', { type: 'image/jpeg' }),
};

for (const button of document.querySelectorAll<HTMLButtonElement>('[data-send]')) {
  button.addEventListener('click', () => void offer(button.dataset['send'] ?? ''));
}

async function offer(kind: string): Promise<void> {
  const session = people[0]?.session('bob');
  const file = await KINDS[kind]?.();
  if (session?.state === 'active' && file) await session.sendFiles([file]);
}

policy.addEventListener('change', () => void start());
byId('again').addEventListener('click', () => void start());
byId('again')
  .closest('form')!
  .addEventListener('submit', (event) => event.preventDefault());
void start();
