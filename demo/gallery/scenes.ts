/**
 * Every state that a person can meet, as a session that only pretends: the gallery shows them, the picture script
 * photographs them, and the accessibility tests walk through them.
 */
import type { DMSessionElement } from '../../components/dm-session/dm-session.js';
import type { DMMessage, SessionStatus } from '../../src/session/types.js';
import { FakeFile } from '../../test/helpers/fake-file.js';
import { FakeSession, message } from '../../test/helpers/fake-session.js';

export interface Scene {
  /** Part of addresses and file names: lower case, hyphens. */
  readonly name: string;
  readonly make: () => FakeSession;
  /** Covers the page, so it is shown only when it is asked for. */
  readonly alone?: boolean;
  /** What a person does then; resolves when it can be seen. */
  readonly then?: (element: DMSessionElement) => Promise<void>;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A moment that gives every picture the same times: today at 14:32. */
const now = (): number => new Date().setHours(14, 32, 0, 0);
const soon = (seconds: number): number => Date.now() + seconds * 1_000;

const person = (status: SessionStatus, name = 'Bob Marin'): FakeSession => new FakeSession('bob', name).show(status);
const scene = (name: string, make: () => FakeSession): Scene => ({ name, make });
const ended = (name: string, status: Omit<SessionStatus & { state: 'ended' }, 'state' | 'at'>): Scene =>
  scene(`ended-${name}`, () => person({ state: 'ended', at: now(), ...status }));
const failed = (reason: (SessionStatus & { state: 'failed' })['reason']): Scene =>
  scene(`failed-${reason}`, () => person({ state: 'failed', reason, at: now() }));

/** A conversation with days, groups, receipts, a link, a quote and something taken back. */
export function chat(): DMMessage[] {
  const at = (ago: number, more: Partial<DMMessage> = {}): Partial<DMMessage> => ({ timestamp: now() - ago, ...more });
  const mine = (ago: number, more: Partial<DMMessage> = {}): Partial<DMMessage> =>
    at(ago, { direction: 'out', status: 'read', ...more });
  const question = message('Who else can read this?', at(21 * MINUTE_MS, { status: 'read' }));
  return [
    message('Did the landlord write back?', at(DAY_MS + 20 * MINUTE_MS, { status: 'read' })),
    message('Yes. He wants the papers, and he wants them today.', mine(DAY_MS + 18 * MINUTE_MS)),
    message('Of course he does 🙄', at(DAY_MS + 17 * MINUTE_MS, { status: 'read' })),
    message('Morning! The hotel needs our door code again.', at(26 * MINUTE_MS, { status: 'read' })),
    message('Not by mail, please.', at(25.5 * MINUTE_MS, { status: 'read' })),
    message('Sure.', mine(24 * MINUTE_MS)),
    message(
      '4-1-9-7, then the star. If it blinks twice, wait a moment and try again from the start.',
      mine(23.9 * MINUTE_MS),
    ),
    message('And burn this note 😄', mine(23.5 * MINUTE_MS)),
    question,
    message(
      'Nobody. It goes from my browser to yours, and it is gone when we end it. More here: https://example.org/how-it-works',
      mine(20 * MINUTE_MS, { replyTo: question.id }),
    ),
    message('', at(12 * MINUTE_MS, { status: 'read', deleted: true })),
    message('Thank you!', at(3 * MINUTE_MS, { status: 'read' })),
    message('See you at seven', mine(1 * MINUTE_MS, { status: 'read' })),
    message('I bring the papers', mine(0.5 * MINUTE_MS, { status: 'delivered' })),
  ];
}

const active = (change: Parameters<FakeSession['update']>[0] = {}): FakeSession => {
  const session = person({ state: 'active', since: now() });
  session.update({ messages: chat(), ...change });
  return session;
};

/** What one says before one compares. */
const comparing = (change: Parameters<FakeSession['update']>[0] = {}): FakeSession =>
  active({ messages: chat().slice(-3), ...change });

const withFiles = (...files: FakeFile[]): FakeSession => {
  const session = person({ state: 'active', since: now() });
  session.add(message('Here they are', { timestamp: now() }));
  return session.addFiles(...files);
};

/** By keyboard: up to the last message, which shows what can be done with it. */
async function goToLatest(element: DMSessionElement): Promise<void> {
  const list = element.renderRoot.querySelector('dm-message-list');
  list?.focusLatest();
  await list?.updateComplete;
}

/** Then into its toolbar, and Enter on one of its buttons. */
async function act(element: DMSessionElement, button: number): Promise<void> {
  await goToLatest(element);
  const list = element.renderRoot.querySelector('dm-message-list');
  list?.renderRoot.querySelector<HTMLElement>(`.toolbar button:nth-child(${button})`)?.click();
  await element.updateComplete;
}

/** Two files are picked, and what stands beside them says where more can come from. */
async function attach(element: DMSessionElement): Promise<void> {
  const composer = element.renderRoot.querySelector('dm-composer');
  await composer?.attach([new File(['plan'], 'plan of the house.pdf'), new File(['key'], 'key.jpg')]);
  composer?.renderRoot.querySelector<HTMLElement>('[part="attach"]')?.click();
}

/** More messages than are drawn at once; the person goes to the first one that is. */
async function lookBack(element: DMSessionElement): Promise<void> {
  const list = element.renderRoot.querySelector('dm-message-list');
  if (!list) return;
  list.maxRendered = 6;
  await list.updateComplete;
  list.renderRoot.querySelector('.scroller')?.scrollTo({ top: -10_000 });
}

/** Opens the verification, and presses one of its three choices. */
async function verifyBy(element: DMSessionElement, choice: number): Promise<void> {
  await element.verify();
  const verifier = element.renderRoot.querySelector('dm-verify');
  await verifier?.updateComplete;
  verifier?.renderRoot.querySelector<HTMLElement>(`.switch button:nth-child(${choice})`)?.click();
  while (choice === 3 && !verifier?.renderRoot.querySelector('.qr')) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

/** Three messages come while the person looks at earlier ones. */
async function lookAway(element: DMSessionElement): Promise<void> {
  const list = element.renderRoot.querySelector('dm-message-list');
  const scroller = list?.renderRoot.querySelector('.scroller');
  scroller?.scrollTo({ top: -400 });
  await new Promise((resolve) => scroller?.addEventListener('scroll', resolve, { once: true }));
  const session = element.session as FakeSession;
  session.add(message('Are you still there?'), message('It is about the keys.'), message('Call me?'));
}

/** Files are held over it. */
async function dragFiles(element: DMSessionElement): Promise<void> {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File(['plan'], 'plan.txt'));
  element.dispatchEvent(new DragEvent('dragover', { dataTransfer }));
}

export const SCENES: readonly Scene[] = [
  scene('idle', () => person({ state: 'idle' })),
  scene('requesting', () => person({ state: 'requesting', deadline: soon(52) })),
  scene('incoming', () => person({ state: 'incoming_request', deadline: soon(52) })),
  scene('connecting', () => person({ state: 'connecting', since: Date.now(), deadline: soon(30) })),
  scene('connecting-slowly', () => person({ state: 'connecting', since: Date.now() - 20_000, deadline: soon(10) })),
  scene('securing', () => person({ state: 'key_exchanging', since: Date.now(), deadline: soon(30) })),
  scene('active-empty', () => person({ state: 'active', since: now() })),
  scene('active', () => active()),
  scene('active-typing', () => active({ peerTyping: true })),
  scene('active-reactions', () => {
    const messages = chat().map((each, index) =>
      index === 11 ? { ...each, reactions: { self: '❤️' as const } } : each,
    );
    return active({
      messages: messages.map((each, index) =>
        index === 9 ? { ...each, reactions: { peer: '👍' as const, self: '👍' as const } } : each,
      ),
    });
  }),
  { name: 'active-unread', make: active, then: lookAway },
  { name: 'active-dropping', make: active, then: dragFiles },
  scene('files-offered', () => withFiles(new FakeFile(), new FakeFile({ name: 'invoice.pdf.exe', risky: true }))),
  scene('files-moving', () =>
    withFiles(
      new FakeFile({ status: { state: 'transferring', bytes: 1_300_000, rate: 400_000, remaining: 2 } }),
      new FakeFile({ direction: 'out', name: 'plans.zip', status: { state: 'paused', by: 'self', bytes: 900_000 } }),
    ),
  ),
  scene('files-over', () =>
    withFiles(
      new FakeFile({ status: { state: 'done' }, blob: new Blob(['%PDF-']) }),
      new FakeFile({ direction: 'out', status: { state: 'declined', by: 'peer', reason: 'declined' } }),
      new FakeFile({ status: { state: 'failed', reason: 'integrity' } }),
    ),
  ),
  scene('active-verified', () =>
    active({ verification: { level: 'verified', method: 'sas', confirmedBySelf: true, confirmedByPeer: true } }),
  ),
  scene('active-relayed', () => active({ path: 'relayed' })),
  // Alone: each is there only as long as it has the focus.
  { name: 'active-toolbar', alone: true, make: active, then: goToLatest },
  { name: 'active-reacting', alone: true, make: active, then: (element) => act(element, 1) },
  { name: 'active-replying', make: active, then: (element) => act(element, 2) },
  { name: 'active-earlier', make: active, then: lookBack },
  { name: 'files-picked', make: active, then: attach },
  {
    name: 'files-end',
    make: () =>
      withFiles(new FakeFile({ status: { state: 'transferring', bytes: 1_300_000, rate: 400_000, remaining: 2 } })),
    then: async (element) => {
      await element.updateComplete;
      element.renderRoot.querySelector<HTMLElement>('[part="end"]')?.click();
    },
  },
  { name: 'verify', alone: true, make: comparing, then: (element) => verifyBy(element, 1) },
  { name: 'verify-numbers', alone: true, make: comparing, then: (element) => verifyBy(element, 2) },
  { name: 'verify-qr', alone: true, make: comparing, then: (element) => verifyBy(element, 3) },
  {
    name: 'verify-asked',
    alone: true,
    make: () => comparing({ verification: { level: 'none', confirmedBySelf: false, confirmedByPeer: true } }),
    then: (element) => verifyBy(element, 1),
  },
  {
    name: 'verify-waiting',
    alone: true,
    make: () => comparing({ verification: { level: 'none', confirmedBySelf: true, confirmedByPeer: false } }),
    then: (element) => verifyBy(element, 1),
  },
  {
    name: 'verify-done',
    alone: true,
    make: () =>
      comparing({ verification: { level: 'verified', method: 'sas', confirmedBySelf: true, confirmedByPeer: true } }),
    then: (element) => verifyBy(element, 1),
  },
  scene('reconnecting', () => {
    const session = active();
    session.update({
      messages: [...chat(), message('Are you in the tunnel?', { direction: 'out', status: 'queued' })],
    });
    return session.show({ state: 'reconnecting', since: now(), deadline: soon(24) });
  }),
  scene('disconnecting', () => person({ state: 'disconnecting' })),
  ended('by-self', { reason: 'ended', by: 'self' }),
  ended('by-peer', { reason: 'ended', by: 'peer' }),
  ended('left', { reason: 'peer-left', by: 'peer' }),
  ended('interrupted', { reason: 'interrupted', by: null }),
  ended('declined', { reason: 'declined', by: 'peer' }),
  scene('ended-declined-now', () => person({ state: 'ended', reason: 'declined', by: 'peer', at: Date.now() })),
  ended('cancelled', { reason: 'cancelled', by: 'peer' }),
  ended('answered-elsewhere', { reason: 'answered-elsewhere', by: 'self' }),
  ended('elsewhere', { reason: 'elsewhere', by: 'self' }),
  failed('offline'),
  failed('busy'),
  failed('timed-out'),
  failed('no-route'),
  failed('no-relay'),
  failed('relay-unreachable'),
  failed('webrtc-blocked'),
  failed('mismatch'),
  failed('protocol'),
  failed('signaling-lost'),
  failed('unauthorized'),
  failed('forbidden'),
  failed('rate-limited'),
  failed('unsupported'),
  scene('long-name', () =>
    person({ state: 'idle' }, 'Wolfeschlegelsteinhausenbergerdorff the Younger of Somewhere Far'),
  ),
];
