/**
 * A server that introduces itself to both: Alice talks to Mallory, who calls herself Bob, and Bob to Mallory, who calls
 * herself Alice. Both conversations are real, with real keys; she passes on what each of them says.
 */
import { ENGLISH } from '../../components/dm-verify/emoji.js';
import type { DMClient } from '../../src/client.js';
import type { DMSessionLike } from '../../src/session/types.js';
import { MemoryHub } from '../../src/signaling/memory.js';
import { make } from '../manifest.js';
import { byId, dismiss, person, seat } from './people.js';

const people: DMClient[] = [];
const inBetween = document.querySelector<HTMLInputElement>('#mallory')!;

async function start(): Promise<void> {
  dismiss(people);
  byId('overheard').replaceChildren();
  byId('passed').replaceChildren();
  byId('read').replaceChildren();
  byId('read-out').toggleAttribute('disabled', true);
  say('');
  const between = inBetween.checked;
  byId('overheard').dataset['empty'] = between
    ? 'Nothing yet: they have not talked.'
    : 'Nothing: all that passes is sealed.';
  const hers = introducing();
  const his = between ? introducing() : hers;
  const [alice, bob] = await Promise.all([person('alice', hers.adapter()), person('bob', his.adapter())]);
  people.push(alice, bob);
  if (between) await sitBetween(hers, his);
  seat('alice', alice, 'bob', 'Bob');
  seat('bob', bob, 'alice', 'Alice');
}

/** A server that shows what it is given. */
function introducing(): MemoryHub {
  const hub = new MemoryHub();
  hub.intercept = (from, to, message) => {
    const sealed = message.payload ? ` ${message.payload.slice(0, 24)}…` : '';
    byId('passed').append(make('li', '', `${from} → ${to}: ${message.kind}${sealed}`));
    return message;
  };
  return hub;
}

/** Whoever asks one of her is answered when she herself has been let in by the other. */
async function sitBetween(hers: MemoryHub, his: MemoryHub): Promise<void> {
  const [asBob, asAlice] = await Promise.all([person('bob', hers.adapter()), person('alice', his.adapter())]);
  people.push(asBob, asAlice);
  const pass = (from: DMClient, to: DMClient, asked: string, asks: string): void => {
    from.addEventListener('dm-request', ({ session }) => {
      void to.startSession(asked).then((other) => {
        void until(other, () => other.state === 'active').then(() => session.accept());
        listen(session, other, asks);
        listen(other, session, asked);
      });
    });
  };
  pass(asBob, asAlice, 'bob', 'alice');
  pass(asAlice, asBob, 'alice', 'bob');
}

/** What `who` says to Mallory she reads, and says to the other one. */
function listen(from: DMSessionLike, to: DMSessionLike, who: string): void {
  from.addEventListener('dm-message', ({ id, direction }) => {
    const content = from.message(id)?.content;
    if (direction !== 'in' || !content) return;
    byId('overheard').append(make('li', '', `${who}: ${content}`));
    void to.send(content);
  });
  from.addEventListener('dm-ended', () => void to.end());
  // Pressing the button costs her nothing.
  from.addEventListener('dm-update', () => {
    if (from.verification.confirmedByPeer && !from.verification.confirmedBySelf) void from.confirmVerification(true);
  });
}

function until(session: DMSessionLike, condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!condition()) return;
      session.removeEventListener('dm-update', look);
      resolve();
    };
    session.addEventListener('dm-update', look);
    look();
  });
}

/** Of Alice and of Bob, while they talk. */
const sessions = (): readonly DMSessionLike[] =>
  [people[0]?.session('bob'), people[1]?.session('alice')].flatMap((each) => (each?.state === 'active' ? [each] : []));

/** By their voices, which no server carries. */
function readOut(): void {
  const lines = sessions().map(({ safety, peer }) => {
    const words = safety?.emoji.map((index) => ENGLISH[index]).join(', ') ?? '';
    return make('p', '', make('b', '', `${peer === 'bob' ? 'Alice' : 'Bob'}: `), words);
  });
  byId('read').replaceChildren(...lines);
}

const windows = document.querySelector<HTMLElement>('.stage')!;
windows.addEventListener('dm-state-change', () => {
  byId('read-out').toggleAttribute('disabled', sessions().length < 2);
});
windows.addEventListener('dm-ended', ({ reason }) => {
  if (reason !== 'mismatch') return;
  say(
    inBetween.checked
      ? 'Unmasked. The conversation has ended, and everything in it is erased. Mallory has no way to make the words agree.'
      : 'Ended and erased. But the words did agree: nobody was in between.',
  );
});
windows.addEventListener('dm-verify-change', () => {
  say(
    inBetween.checked
      ? 'Somebody said that the words match. They differ, and Mallory goes on reading.'
      : 'Verified: nobody is in between, now and until this session ends.',
  );
});

const say = (verdict: string): void => void (byId('verdict').textContent = verdict);

for (const id of ['again', 'mallory'])
  byId(id).addEventListener(id === 'again' ? 'click' : 'change', () => void start());
byId('again')
  .closest('form')!
  .addEventListener('submit', (event) => event.preventDefault());
byId('read-out').addEventListener('click', readOut);
void start();
