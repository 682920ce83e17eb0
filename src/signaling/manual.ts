/**
 * `manual`: no server at all. One person makes an invite, the other makes an answer of it, and both texts are carried by
 * the people themselves (copied, mailed, scanned). They open a connection of their own (`Bridge`), over which everything
 * else goes as it would over a server, until one of the pages is closed.
 */
import { DMError } from '../errors.js';
import { wipe, type Bytes } from '../wire/bytes.js';
import type { ManualSignaling, SignalingAdapter, SignalMessage } from './adapter.js';
import { Bridge } from './bridge.js';
import { BaseAdapter } from './base.js';
import { openAnswer, openInvite, sealAnswer, sealInvite } from './manual-text.js';
import { isUserId, parseSignalMessage } from './parse.js';

const ANSWER_TIMEOUT_MS = 10_000;
/** Invites that may wait for their answers. The oldest one makes room. */
const MAX_INVITES = 8;

export interface ManualAdapterOptions {
  /** STUN and TURN servers. Nobody is contacted unless named here; without any, both must be on one network. */
  readonly iceServers?: readonly RTCIceServer[];
  /** The same, asked for each introduction. */
  readonly getIceServers?: () => Promise<readonly RTCIceServer[]>;
  /** Only through TURN. */
  readonly relayOnly?: boolean;
}

/** Somebody who was introduced: their page, and what we wait for from it. */
interface Neighbour {
  readonly peer: string;
  readonly bridge: Bridge;
  readonly answers: Map<number, Answer>;
  /** They can send to us, as we can to them: they have said so. */
  greeted: boolean;
}

interface Answer {
  readonly resolve: () => void;
  readonly reject: (error: DMError) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

interface OpenInvite {
  readonly secret: Bytes;
  readonly bridge: Bridge;
  /** For this person alone. */
  readonly peer: string | undefined;
  meet(peer: string): void;
}

type Packet = { readonly hi: true } | { readonly ok: number } | { readonly n: number; readonly m: SignalMessage };

export class ManualAdapter extends BaseAdapter implements SignalingAdapter, ManualSignaling {
  #self = '';
  #next = 0;
  readonly #invites = new Set<OpenInvite>();
  readonly #bridges = new Set<Bridge>();
  readonly #neighbours = new Set<Neighbour>();

  constructor(private readonly options: ManualAdapterOptions = {}) {
    super();
  }

  /** There is no server to reach: whoever is introduced later reaches us. */
  async connect(self: string): Promise<void> {
    if (!isUserId(self)) throw new DMError('bad-config', 'expected a user id of 1 to 128 characters');
    if (this.state === 'online') return;
    this.#self = self;
    this.setState('online');
  }

  async invite(peer?: string): Promise<string> {
    this.#assertOnline();
    const { bridge, meet } = await this.#bridge();
    const { text, secret } = await sealInvite({ self: this.#self, sdp: await bridge.offer() });
    this.#invites.add({ secret, bridge, peer, meet });
    for (const oldest of this.#invites) {
      if (this.#invites.size <= MAX_INVITES) break;
      this.#forget(oldest);
      oldest.bridge.close();
    }
    return text;
  }

  async answer(invite: string, peer?: string): Promise<{ readonly peer: string; readonly text: string }> {
    this.#assertOnline();
    const { introduction, secret } = await openInvite(invite);
    assertPeer(introduction.self, peer, this.#self);
    const { bridge, meet } = await this.#bridge();
    try {
      const sdp = await bridge.answer(introduction.sdp);
      meet(introduction.self);
      return { peer: introduction.self, text: await sealAnswer(secret, { self: this.#self, sdp }) };
    } catch (error) {
      bridge.close();
      throw error;
    } finally {
      wipe(secret);
    }
  }

  async complete(answer: string): Promise<string> {
    this.#assertOnline();
    if (this.#invites.size === 0) throw new DMError('bad-state', 'no invite waits for an answer');
    let problem: unknown;
    for (const invite of [...this.#invites].reverse()) {
      const introduction = await openAnswer(invite.secret, answer).catch((error: unknown) => void (problem = error));
      if (!introduction) continue;
      assertPeer(introduction.self, invite.peer, this.#self);
      invite.meet(introduction.self);
      await invite.bridge.complete(introduction.sdp);
      this.#forget(invite);
      return introduction.self;
    }
    throw problem;
  }

  async send(to: string, message: SignalMessage): Promise<void> {
    if (!isUserId(to) || !parseSignalMessage(message)) throw new DMError('bad-message', 'not a signaling message');
    this.#assertOnline();
    const pages = this.#pagesOf(to);
    if (pages.length === 0) throw new DMError('peer-offline', 'nobody of that name was introduced, or they have left');
    // To one page at least; the others may be about to close.
    await Promise.any(pages.map((page) => this.#ask(page, message))).catch(() => {
      throw new DMError('signaling-lost', 'the other page did not take the message');
    });
  }

  watchPresence(peer: string, handler: (online: boolean) => void): () => void {
    return this.watchers.watch(
      peer,
      handler,
      () => queueMicrotask(() => this.watchers.set(peer, this.#isThere(peer))),
      () => {},
    );
  }

  async disconnect(): Promise<void> {
    for (const invite of [...this.#invites]) this.#forget(invite);
    for (const bridge of [...this.#bridges]) bridge.close();
    this.forgetEverybody();
  }

  async #bridge(): Promise<{ bridge: Bridge; meet: (peer: string) => void }> {
    const { getIceServers, iceServers = [], relayOnly } = this.options;
    const servers = (await getIceServers?.()) ?? iceServers;
    let neighbour: Neighbour | null = null;
    let bridge: Bridge | null = null;
    const arrive = (): void => {
      if (!neighbour || !neighbour.bridge.isOpen) return;
      this.#neighbours.add(neighbour);
      neighbour.bridge.send(JSON.stringify({ hi: true } satisfies Packet));
    };
    const made = new Bridge(
      { iceServers: [...servers], iceTransportPolicy: relayOnly ? 'relay' : 'all' },
      {
        open: arrive,
        message: (text) => neighbour && this.#receive(neighbour, text),
        close: () => {
          if (bridge) this.#bridges.delete(bridge);
          if (neighbour) this.#left(neighbour);
        },
      },
    );
    bridge = made;
    this.#bridges.add(made);
    const meet = (peer: string): void => {
      neighbour = { peer, bridge: made, answers: new Map(), greeted: false };
      arrive();
    };
    return { bridge: made, meet };
  }

  #pagesOf(peer: string): Neighbour[] {
    return [...this.#neighbours].filter((each) => each.peer === peer);
  }

  #isThere(peer: string): boolean {
    return this.#pagesOf(peer).some(({ greeted }) => greeted);
  }

  #ask({ bridge, answers }: Neighbour, m: SignalMessage): Promise<void> {
    const n = this.#next++;
    return new Promise((resolve, reject) => {
      bridge.send(JSON.stringify({ n, m } satisfies Packet));
      const timer = setTimeout(() => {
        answers.delete(n);
        reject(new DMError('signaling-lost', 'the other page does not answer'));
      }, ANSWER_TIMEOUT_MS);
      answers.set(n, { resolve, reject, timer });
    });
  }

  #receive(neighbour: Neighbour, text: string): void {
    const packet = parsePacket(text);
    if (!packet) return;
    if ('hi' in packet) {
      neighbour.greeted = true;
      return this.watchers.set(neighbour.peer, true);
    }
    if ('ok' in packet) {
      const answer = neighbour.answers.get(packet.ok);
      neighbour.answers.delete(packet.ok);
      clearTimeout(answer?.timer);
      answer?.resolve();
      return;
    }
    const { n, m } = packet;
    // Only what concerns pages of their own is theirs to say.
    if (m.kind === 'taken') return this.messages.emit(this.#self, m);
    neighbour.bridge.send(JSON.stringify({ ok: n } satisfies Packet));
    if (m.kind === 'accept' || m.kind === 'decline') this.#silenceOthers(neighbour, m.session);
    this.messages.emit(neighbour.peer, m);
  }

  /** What a server would do: the other pages of who answered stop ringing. */
  #silenceOthers(neighbour: Neighbour, session: string): void {
    for (const page of this.#pagesOf(neighbour.peer)) {
      if (page === neighbour) continue;
      page.bridge.send(JSON.stringify({ n: this.#next++, m: { kind: 'taken', session } } satisfies Packet));
    }
  }

  #left(neighbour: Neighbour): void {
    if (!this.#neighbours.delete(neighbour)) return;
    for (const { timer, reject } of neighbour.answers.values()) {
      clearTimeout(timer);
      reject(new DMError('signaling-lost', 'the other page is gone'));
    }
    if (!this.#isThere(neighbour.peer)) this.watchers.set(neighbour.peer, false);
  }

  #forget(invite: OpenInvite): void {
    this.#invites.delete(invite);
    wipe(invite.secret);
  }

  #assertOnline(): void {
    if (this.state !== 'online') throw new DMError('signaling-lost', 'not connected');
  }
}

function assertPeer(said: string, wanted: string | undefined, self: string): void {
  if (said === self) throw new DMError('bad-state', 'this text is our own');
  if (wanted !== undefined && said !== wanted) throw new DMError('forbidden', 'this text is of somebody else');
}

function parsePacket(text: string): Packet | null {
  try {
    const { n, ok, m, hi } = JSON.parse(text) as Record<string, unknown>;
    if (hi === true) return { hi };
    if (typeof ok === 'number') return { ok };
    const message = parseSignalMessage(m);
    return message && typeof n === 'number' ? { n, m: message } : null;
  } catch {
    return null;
  }
}
