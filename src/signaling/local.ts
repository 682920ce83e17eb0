/**
 * `local:<room>`: pages of one origin in one browser, over BroadcastChannel. No server; for a try-out, a demo, a test.
 * Everybody in the room can read everything, which is why nothing but sealed and public values travels here.
 *
 * A message is acknowledged by every page of its receiver; silence means that they have none.
 */
import { DMError } from '../errors.js';
import type { SignalingAdapter, SignalMessage } from './adapter.js';
import { BaseAdapter } from './base.js';
import { isUserId, parseSignalMessage } from './parse.js';

/** Nobody known here has that name, but BroadcastChannel delivers within milliseconds: long enough to be sure. Milliseconds. */
const ANSWER_TIMEOUT_MS = 1_000;
/** A page that is known may be in the background, or busy with loading what it needs to answer. Milliseconds. */
const BUSY_TIMEOUT_MS = 10_000;

type LocalPacket =
  | {
      readonly type: 'signal';
      readonly id: string;
      readonly from: string;
      readonly to: string;
      readonly message: unknown;
    }
  | { readonly type: 'received'; readonly id: string }
  | { readonly type: 'who'; readonly peer: string }
  | { readonly type: 'here'; readonly peer: string; readonly page: string }
  | { readonly type: 'gone'; readonly peer: string; readonly page: string };

export class LocalAdapter extends BaseAdapter implements SignalingAdapter {
  #channel: BroadcastChannel | null = null;
  #self = '';
  readonly #page = crypto.randomUUID();
  /** Pages we know of, by person. */
  readonly #pages = new Map<string, Set<string>>();
  readonly #waiting = new Map<string, () => void>();
  readonly #leave = (): void => this.#post({ type: 'gone', peer: this.#self, page: this.#page });

  constructor(private readonly room: string) {
    super();
  }

  async connect(self: string): Promise<void> {
    if (this.#channel) return;
    if (!isUserId(self)) throw new DMError('bad-config', 'expected a user id of 1 to 128 characters');
    this.#self = self;
    this.#channel = new BroadcastChannel(`dm-elements:${this.room}`);
    this.#channel.onmessage = ({ data }: MessageEvent<unknown>) => this.#receive(data);
    globalThis.addEventListener?.('pagehide', this.#leave);
    this.#post({ type: 'here', peer: self, page: this.#page });
    for (const peer of this.watchers.peers) this.#ask(peer);
    this.setState('online');
  }

  send(to: string, message: SignalMessage): Promise<void> {
    if (!this.#channel) return Promise.reject(new DMError('signaling-lost', 'not connected'));
    if (!isUserId(to) || !parseSignalMessage(message)) {
      return Promise.reject(new DMError('bad-message', 'not a signaling message'));
    }
    const id = crypto.randomUUID();
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.#waiting.delete(id);
        // A page that crashed said no goodbye.
        this.#pages.delete(to);
        this.watchers.set(to, false);
        reject(new DMError('peer-offline', 'no page of this person is open here'));
      };
      const timer = setTimeout(giveUp, this.#pages.get(to)?.size ? BUSY_TIMEOUT_MS : ANSWER_TIMEOUT_MS);
      this.#waiting.set(id, () => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve();
      });
      this.#post({ type: 'signal', id, from: this.#self, to, message });
    });
  }

  watchPresence(peer: string, handler: (online: boolean) => void): () => void {
    return this.watchers.watch(
      peer,
      handler,
      () => this.#ask(peer),
      () => {},
    );
  }

  async disconnect(): Promise<void> {
    if (!this.#channel) return;
    this.#leave();
    globalThis.removeEventListener?.('pagehide', this.#leave);
    this.#channel.onmessage = null;
    this.#channel.close();
    this.#channel = null;
    this.forgetEverybody();
  }

  #receive(data: unknown): void {
    const packet = parsePacket(data);
    if (!packet) return;
    switch (packet.type) {
      case 'signal':
        return this.#receiveSignal(packet);
      case 'received':
        return this.#waiting.get(packet.id)?.();
      case 'who':
        if (packet.peer === this.#self) this.#post({ type: 'here', peer: this.#self, page: this.#page });
        return;
      case 'here':
      case 'gone':
        return this.#setPresence(packet);
    }
  }

  #receiveSignal(packet: LocalPacket & { type: 'signal' }): void {
    const message = parseSignalMessage(packet.message);
    if (!message) return;
    if (packet.to === this.#self) {
      this.#post({ type: 'received', id: packet.id });
      if (message.kind !== 'taken') this.messages.emit(packet.from, message);
    } else if (packet.from === this.#self && (message.kind === 'accept' || message.kind === 'decline')) {
      // Another page of ours has answered.
      this.messages.emit(this.#self, { kind: 'taken', session: message.session });
    }
  }

  #setPresence({ type, peer, page }: LocalPacket & { type: 'here' | 'gone' }): void {
    const pages = this.#pages.get(peer) ?? new Set();
    if (type === 'here') pages.add(page);
    else pages.delete(page);
    this.#pages.set(peer, pages);
    this.watchers.set(peer, pages.size > 0);
  }

  #ask(peer: string): void {
    this.#post({ type: 'who', peer });
    setTimeout(() => {
      if (!this.#pages.get(peer)?.size) this.watchers.set(peer, false);
    }, ANSWER_TIMEOUT_MS);
  }

  #post(packet: LocalPacket): void {
    this.#channel?.postMessage(packet);
  }
}

/** Pages of one origin, but not necessarily of one version. */
function parsePacket(data: unknown): LocalPacket | null {
  if (typeof data !== 'object' || data === null) return null;
  const { type, id, from, to, message, peer, page } = data as Record<string, unknown>;
  if (type === 'signal' && typeof id === 'string' && isUserId(from) && isUserId(to))
    return { type, id, from, to, message };
  if (type === 'received' && typeof id === 'string') return { type, id };
  if (type === 'who' && isUserId(peer)) return { type, peer };
  if ((type === 'here' || type === 'gone') && isUserId(peer) && typeof page === 'string') return { type, peer, page };
  return null;
}
