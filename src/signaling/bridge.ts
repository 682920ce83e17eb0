/**
 * The connection that `manual` signaling makes first: one data channel between two pages, over which the signaling of the
 * session itself then goes. Its description carries all candidates, because people carry it once. It is trusted with what
 * a server would be trusted with: nothing.
 */
import { DMError } from '../errors.js';

/** Servers that do not answer must not hold up a person who waits for a text to copy. Milliseconds. */
const GATHERING_MS = 4_000;
/** Longest message: a payload of full length and its envelope. Letters. */
const MAX_LENGTH = 40_000;

export interface BridgeHandlers {
  open(): void;
  message(text: string): void;
  /** Once, also when it never opened. */
  close(): void;
}

export class Bridge {
  readonly #connection: RTCPeerConnection;
  readonly #channel: RTCDataChannel;
  #closed = false;

  /** @throws DMError `unsupported` where there is no WebRTC, `bad-config` when the browser refuses the servers */
  constructor(
    configuration: RTCConfiguration,
    private readonly handlers: BridgeHandlers,
  ) {
    if (typeof RTCPeerConnection !== 'function') throw new DMError('unsupported', 'this browser has no WebRTC');
    try {
      this.#connection = new RTCPeerConnection(configuration);
    } catch (cause) {
      throw new DMError('bad-config', 'the browser refuses these ICE servers', { cause });
    }
    this.#channel = this.#connection.createDataChannel('signaling', { negotiated: true, id: 0 });
    this.#channel.onopen = () => this.handlers.open();
    this.#channel.onclose = () => this.close();
    this.#channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string' && data.length <= MAX_LENGTH) this.handlers.message(data);
    };
    this.#connection.onconnectionstatechange = () => {
      if (['failed', 'closed'].includes(this.#connection.connectionState)) this.close();
    };
  }

  get isOpen(): boolean {
    return !this.#closed && this.#channel.readyState === 'open';
  }

  async offer(): Promise<string> {
    await this.#connection.setLocalDescription(await this.#connection.createOffer());
    return this.#gathered();
  }

  /** Rejects `bad-message` for a description that the browser does not take. */
  async answer(offer: string): Promise<string> {
    await this.#take('offer', offer);
    await this.#connection.setLocalDescription(await this.#connection.createAnswer());
    return this.#gathered();
  }

  async complete(answer: string): Promise<void> {
    await this.#take('answer', answer);
  }

  send(text: string): void {
    if (!this.isOpen) throw new DMError('signaling-lost', 'the connection to the other page is gone');
    this.#channel.send(text);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#channel.close();
    this.#connection.close();
    this.handlers.close();
  }

  async #take(type: 'offer' | 'answer', sdp: string): Promise<void> {
    await this.#connection.setRemoteDescription({ type, sdp }).catch((cause: unknown) => {
      throw new DMError('bad-message', 'the browser does not take this description', { cause });
    });
  }

  /** The description with all candidates, or with those that came in time. */
  async #gathered(): Promise<string> {
    const connection = this.#connection;
    if (connection.iceGatheringState !== 'complete') {
      await new Promise<void>((resolve) => {
        const late = setTimeout(resolve, GATHERING_MS);
        connection.addEventListener('icegatheringstatechange', () => {
          if (connection.iceGatheringState !== 'complete') return;
          clearTimeout(late);
          resolve();
        });
      });
    }
    const sdp = connection.localDescription?.sdp;
    if (!sdp) throw new DMError('ended', 'given up meanwhile');
    return sdp;
  }
}
