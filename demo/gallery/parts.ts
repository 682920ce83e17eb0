/** The elements that a page may use without a whole conversation, in each of their states. */
import type { DMMessage, SessionStatus } from '../../src/session/types.js';
import { inviteUrl } from '../../src/wire/invite.js';
import { qrModules } from '../../src/wire/qr.js';
import { voiceType } from '../../components/dm-voice/voice-type.js';
import { placeCamera } from '../../test/helpers/camera.js';
import { picture } from '../picture.js';
import { FakeFile } from '../../test/helpers/fake-file.js';
import { FakeClient, FakeSession, message } from '../../test/helpers/fake-session.js';

export interface Part {
  /** Part of addresses and file names: lower case, hyphens. */
  readonly name: string;
  /** Covers the page, or needs it for itself, so it is shown only when it is asked for. */
  readonly alone?: boolean;
  readonly make: () => HTMLElement;
  /** What a person does then; resolves when it can be seen. */
  readonly then?: (provider: HTMLElement) => Promise<void>;
}

const MINUTE_MS = 60_000;
const INVITE = inviteUrl('https://site.example/chat', { secret: new Uint8Array(32).fill(7), inviter: 'alice' });
/** As long as a real one. */
const MANUAL = `dm1i.${'mD3xQ9vK'.repeat(60)}`;

const soon = (seconds: number): number => Date.now() + seconds * 1_000;
const active = (peer: string, name: string): FakeSession =>
  new FakeSession(peer, name).show({ state: 'active', since: Date.now() });

type Tag = keyof HTMLElementTagNameMap & `dm-${string}`;

/** An element of ours with these properties. */
function make<T extends Tag>(tag: T, properties: Partial<HTMLElementTagNameMap[T]> = {}): HTMLElementTagNameMap[T] {
  return Object.assign(document.createElement(tag), properties);
}

function under(client: FakeClient, ...elements: readonly HTMLElement[]): HTMLElement {
  const provider = document.createElement('dm-provider');
  provider.client = client;
  provider.append(...elements);
  return provider;
}

/** One below the other. */
function column(...elements: readonly HTMLElement[]): HTMLElement {
  const container = document.createElement('div');
  container.className = 'column';
  container.append(...elements);
  return container;
}

/** Resolves with what is in the element's shadow root as soon as it is there. */
async function appears(provider: HTMLElement, selector: string): Promise<HTMLElement> {
  for (;;) {
    const found = provider.firstElementChild?.shadowRoot?.querySelector<HTMLElement>(selector);
    if (found && !found.matches(':disabled')) return found;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

/** Presses a button when it is there, until it has led to something. */
const press =
  (button: string, result: string) =>
  async (provider: HTMLElement): Promise<void> => {
    (await appears(provider, button)).click();
    await appears(provider, result);
  };

const asking = (...people: readonly FakeSession[]): HTMLElement => {
  const client = new FakeClient();
  client.requests = people.map((each) => each.show({ state: 'incoming_request', deadline: soon(52) }));
  return under(client, make('dm-request-dialog'));
};

function launcher(open: boolean, ...sessions: readonly FakeSession[]): HTMLElement {
  return under(new FakeClient(...sessions), make('dm-launcher', { open }));
}

function carol(): FakeSession {
  return active('carol', 'Carol Okafor').add(message('Are you there?'), message('Hello?'));
}

class InvitingClient extends FakeClient {
  override async createInvite(): ReturnType<FakeClient['createInvite']> {
    const expiresAt = new Date().setHours(15, 32, 0, 0);
    // Tomorrow's, so that it never expires while somebody looks at it.
    return { url: INVITE, qr: () => qrModules(INVITE), expiresAt: expiresAt + 24 * 60 * MINUTE_MS, revoke: () => {} };
  }
}

const invite = (): HTMLElement => under(new InvitingClient(), make('dm-invite'));

/** As if the page had been opened by a link. */
function inviteInAddress(hash: string): HTMLElement {
  history.replaceState(null, '', hash);
  return invite();
}

/** With a camera that sees another code. */
async function scan(provider: HTMLElement): Promise<void> {
  await placeCamera('something else');
  await press('.actions button:not(.primary)', 'video')(provider);
}

/** Two people without a server, as far as `step`. */
class ManualClient extends FakeClient {
  constructor(readonly step: 'start' | 'answered' | 'connected' | 'bad') {
    super();
  }

  override async introductions(): Promise<never> {
    const { step } = this;
    const signaling = {
      invite: async (): Promise<string> => MANUAL,
      answer: async (): Promise<{ peer: string; text: string }> => {
        if (step === 'bad') throw new Error('no invite');
        return { peer: 'Bob Marin', text: MANUAL.replace('dm1i', 'dm1a') };
      },
      complete: async (): Promise<string> => 'Bob Marin',
    };
    return signaling as never;
  }

  override watchPresence(peer: string, handler: (online: boolean) => void): () => void {
    if (this.step === 'connected') handler(true);
    return super.watchPresence(peer, handler);
  }
}

const manual = (step: ManualClient['step']): HTMLElement => under(new ManualClient(step), make('dm-manual'));

function requestButtons(): HTMLElement {
  const client = new FakeClient(
    new FakeSession('away', 'Erin'),
    new FakeSession('asked', 'Dan').show({ state: 'requesting', deadline: 0 }),
    new FakeSession('asks', 'Frank').show({ state: 'incoming_request', deadline: soon(52) }),
    active('talking', 'Carol'),
  );
  const buttons = ['here', 'away', 'asked', 'asks', 'talking'].map((peer) => {
    const button = make('dm-request-button', { peer });
    void button.updateComplete.then(() => client.watchers.get(peer)?.(peer !== 'away'));
    return button;
  });
  return column(under(client, ...buttons, make('dm-request-button', { peer: 'here', disabled: true })));
}

function composers(): HTMLElement {
  const quote = { author: 'Bob', text: 'Who else can read this?' };
  return column(
    make('dm-composer', { placeholder: 'Message Bob' }),
    make('dm-composer', { placeholder: 'Message Bob', value: 'See you at seven', quote }),
    make('dm-composer', { placeholder: 'Message Bob', value: 'Nearly too much', maxLength: 16 }),
    make('dm-composer', { placeholder: 'Message Bob', value: 'Too much by far', maxLength: 8 }),
    make('dm-composer', { placeholder: 'Message Bob', value: 'one\ntwo\nthree', withoutFiles: true }),
    make('dm-composer', { placeholder: 'Message Bob', disabled: true }),
  );
}

function statuses(): HTMLElement {
  const at = (status: SessionStatus): FakeSession => new FakeSession('bob', 'Bob').show(status);
  const verified = active('bob', 'Bob');
  verified.update({ verification: { level: 'verified', method: 'sas', confirmedBySelf: true, confirmedByPeer: true } });
  const relayed = active('bob', 'Bob');
  relayed.update({ path: 'relayed' });
  return column(
    make('dm-status', { session: at({ state: 'idle' }) }),
    make('dm-status', { session: active('bob', 'Bob') }),
    make('dm-status', { session: relayed }),
    make('dm-status', { session: verified }),
    make('dm-status', { session: verified, withoutLabel: true }),
    make('dm-status', { session: at({ state: 'reconnecting', since: 0, deadline: soon(20) }) }),
    make('dm-status', { session: at({ state: 'ended', reason: 'ended', by: 'self', at: 0 }) }),
  );
}

function messages(): HTMLElement {
  const at = new Date().setHours(14, 32, 0, 0);
  const one = (content: string, more: Partial<DMMessage> = {}): HTMLElement =>
    make('dm-message', {
      message: message(content, { timestamp: at, ...more }),
      withMeta: true,
      peerName: 'Bob',
      ...(more.replyTo !== undefined && { quote: { author: 'Bob', text: 'Who else can read this?' } }),
    });
  const mine = (content: string, more: Partial<DMMessage>): HTMLElement => one(content, { direction: 'out', ...more });
  return column(
    one('Hello'),
    one('An answer with a quote', { replyTo: 'm0' }),
    one('With an answer in emoji', { reactions: { self: '❤️', peer: '👍' } }),
    one('', { deleted: true }),
    one('<b>Text</b> stays text, and so does \u202etxet sdrawkcab\u202c and https://example.org/?a=1&b=<i>'),
    one('Supercalifragilisticexpialidocious'.repeat(4)),
    mine('Waiting', { status: 'queued' }),
    mine('Sent', { status: 'sent' }),
    mine('Delivered', { status: 'delivered' }),
    mine('Read', { status: 'read' }),
    mine('Not sent', { status: 'failed' }),
    mine('', { deleted: true, status: 'sent' }),
    mine('An own answer', { replyTo: 'm0', status: 'read', reactions: { peer: '👍' } }),
  );
}

function files(): HTMLElement {
  const all = [
    new FakeFile(),
    new FakeFile({ name: 'invoice.pdf.exe', risky: true }),
    new FakeFile({ direction: 'out', name: 'plans.zip' }),
    new FakeFile({ status: { state: 'transferring', bytes: 1_300_000, rate: 400_000, remaining: 2 } }),
    new FakeFile({ status: { state: 'paused', by: 'peer', bytes: 900_000 } }),
    new FakeFile({ direction: 'out', name: 'plans.zip', status: { state: 'paused', by: 'self', bytes: 900_000 } }),
    new FakeFile({ status: { state: 'done' }, blob: new Blob(['%PDF-']) }),
    new FakeFile({ direction: 'out', status: { state: 'done' } }),
    new FakeFile({ direction: 'out', status: { state: 'declined', by: 'peer', reason: 'declined' } }),
    new FakeFile({ status: { state: 'failed', reason: 'integrity' } }),
    new FakeFile({ direction: 'out', retriable: true, status: { state: 'failed', reason: 'storage' } }),
    new FakeFile({ status: { state: 'cancelled', by: 'peer' } }),
    new FakeFile({ folder: 'Holiday/First day', name: 'beach.jpg' }),
    new FakeFile({
      name: `${'a very long name '.repeat(6)}.pdf`,
      status: { state: 'transferring', bytes: 0, rate: 0, remaining: null },
    }),
  ];
  return column(...all.map((file) => make('dm-file', { transfer: file, status: file.status, peerName: 'Bob' })));
}

/** A picture that has come. */
async function showPicture(around: HTMLElement): Promise<void> {
  const blob = await picture();
  const status = { state: 'done' } as const;
  const transfer = new FakeFile({ name: 'sunset.png', size: blob.size, mimeType: blob.type, status, blob });
  const element = around.querySelector('dm-file')!;
  Object.assign(element, { transfer, status, peerName: 'Bob' });
  while (!element.shadowRoot?.querySelector('img')?.complete) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

function voice(): HTMLElement {
  const type = voiceType(
    'audio/webm;codecs=opus',
    7,
    Array.from({ length: 40 }, (_, bar) => Math.abs(Math.sin(bar / 3)) * (0.4 + (bar % 5) / 8)),
  );
  return column(make('dm-voice', { recording: new Blob([new Uint8Array(8)], { type }), type }));
}

/** Nobody has given it a client. */
function unconfigured(): HTMLElement {
  return make('dm-session', { peer: 'bob', htmlFor: 'nobody' });
}

export const PARTS: readonly Part[] = [
  { name: 'request-dialog', alone: true, make: () => asking(new FakeSession('u_42', 'Bob Marin')) },
  {
    name: 'request-queue',
    alone: true,
    make: () => asking(new FakeSession('u_42', 'Bob Marin'), new FakeSession('u_77', 'Carol Okafor')),
  },
  { name: 'launcher-closed', alone: true, make: () => launcher(false, carol()) },
  {
    name: 'launcher',
    alone: true,
    make: () =>
      launcher(
        true,
        active('bob', 'Bob Marin'),
        carol(),
        new FakeSession('dan', 'Dan').show({ state: 'requesting', deadline: 0 }),
      ),
  },
  { name: 'launcher-empty', alone: true, make: () => launcher(true) },
  { name: 'launcher-chat', alone: true, make: () => launcher(true, carol()) },
  { name: 'invite-received', alone: true, make: () => inviteInAddress(new URL(INVITE).hash) },
  { name: 'invite-useless', alone: true, make: () => inviteInAddress('#dm=1.nothing') },
  { name: 'invite-scanning', alone: true, make: invite, then: scan },
  { name: 'invite', make: invite },
  { name: 'invite-made', make: invite, then: press('[part="make"]', '[part="link"]') },
  { name: 'manual', make: () => manual('start') },
  { name: 'manual-invited', make: () => manual('start'), then: press('[part="make"]', '[part="text"]') },
  { name: 'manual-answered', make: () => manual('answered'), then: press('[part="take"]', '[part="text"]') },
  {
    name: 'manual-connected',
    make: () => manual('connected'),
    then: press('[part="take"]', '.actions:nth-child(2)'),
  },
  { name: 'manual-bad', make: () => manual('bad'), then: press('[part="take"]', '.wrong') },
  { name: 'request-buttons', make: requestButtons },
  { name: 'statuses', make: statuses },
  { name: 'messages', make: messages },
  { name: 'files', make: files },
  { name: 'picture', make: () => column(make('dm-file')), then: showPicture },
  { name: 'voice', make: voice },
  { name: 'composers', make: composers },
  { name: 'unconfigured', make: unconfigured },
];
