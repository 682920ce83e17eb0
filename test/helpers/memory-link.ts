/**
 * Links without WebRTC, for tests of the layers above: offers and answers pair two ends by a number in their SDP,
 * bytes travel in order as microtasks, and a test can silence, heal or cut the wire. The real link has tests of its own.
 */
import { DMError } from '../../src/errors.js';
import type {
  CreateLink,
  Lane,
  Link,
  LinkHandlers,
  LinkOptions,
  LinkPath,
  LinkSignal,
  LinkState,
} from '../../src/link/link.js';
import type { Bytes } from '../../src/wire/bytes.js';

const fingerprintText = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(':');

export class MemoryNetwork {
  #next = 1;
  readonly #ends = new Map<number, MemoryLink>();
  /** Every link ever made. */
  readonly links: MemoryLink[] = [];
  /** While true, no offer finds its answer. */
  unreachable = false;
  /** How every link goes. */
  path: LinkPath = 'direct';

  readonly createLink: CreateLink = (options, handlers) => {
    const link = new MemoryLink(this, this.#next++, options, handlers);
    this.#ends.set(link.number, link);
    this.links.push(link);
    link.start();
    return Promise.resolve(link);
  };

  end(number: number): MemoryLink | undefined {
    return this.unreachable ? undefined : this.#ends.get(number);
  }

  /** The open links. */
  get open(): MemoryLink[] {
    return this.links.filter((link) => link.state === 'open' || link.state === 'interrupted');
  }

  /** The wire breaks: both ends of every link notice. */
  cut(): void {
    for (const link of this.open) link.drop();
  }
}

export class MemoryLink implements Link {
  state: LinkState = 'connecting';
  readonly maxMessageSize = 262_144;
  readonly obstacle = 'no-route';
  readonly certificate = crypto.getRandomValues(new Uint8Array(32));
  /** What this end has sent, for tests that play the wire. */
  readonly sent: Bytes[] = [];
  #other: MemoryLink | undefined;
  /** What was sent while the wire was silent. */
  #waiting: (() => void)[] = [];

  constructor(
    private readonly network: MemoryNetwork,
    readonly number: number,
    readonly options: LinkOptions,
    private readonly handlers: LinkHandlers,
  ) {}

  start(): void {
    if (this.options.initiator) queueMicrotask(() => this.#signal({ type: 'offer', sdp: this.#sdp() }));
  }

  signal(signal: LinkSignal): void {
    if (this.state !== 'connecting' || signal.type === 'candidate') return;
    const number = Number(/^s=(\d+)/m.exec(signal.sdp)?.[1]);
    this.#other = this.network.end(number);
    if (signal.type === 'offer') this.#signal({ type: 'answer', sdp: this.#sdp() });
    else if (this.#other) {
      this.#open();
      this.#other.#open();
    }
  }

  buffered(): number {
    return 0;
  }

  send(lane: Lane, bytes: Uint8Array): Promise<void> {
    if (this.state !== 'open' && this.state !== 'interrupted') {
      return Promise.reject(new DMError('link-lost', 'the memory link is not open'));
    }
    const copy = bytes.slice();
    this.sent.push(copy);
    const deliver = (): void =>
      queueMicrotask(() => {
        // What was sent before the end still arrives, as over the real link.
        if (this.#other?.state === 'open') this.#other.handlers.message(lane, copy);
        else if (this.#other?.state === 'interrupted') this.#waiting.push(deliver);
      });
    if (this.state === 'open') deliver();
    else this.#waiting.push(deliver);
    return Promise.resolve();
  }

  /** As if the other end had sent it. */
  inject(lane: Lane, bytes: Bytes): void {
    this.handlers.message(lane, bytes);
  }

  async fingerprints(): Promise<{ local: Bytes; remote: Bytes }> {
    if (!this.#other) throw new DMError('link-lost', 'the memory link is not open');
    return { local: this.certificate, remote: this.#other.certificate };
  }

  path(): Promise<LinkPath> {
    return Promise.resolve(this.network.path);
  }

  close(): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    queueMicrotask(() => queueMicrotask(() => this.#other?.drop()));
  }

  drop(): void {
    if (this.state === 'closed') return;
    this.#move('closed', new DMError('link-lost', 'the wire was cut'));
  }

  /** Nothing gets through for a while; what was sent meanwhile arrives when the wire works again at both ends. */
  silence(silent: boolean): void {
    this.#move(silent ? 'interrupted' : 'open');
    if (!silent) for (const end of [this, this.#other]) end?.flush();
  }

  flush(): void {
    for (const deliver of this.#waiting.splice(0)) deliver();
  }

  #open(): void {
    this.#move('open');
  }

  #move(state: LinkState, error?: Error): void {
    this.state = state;
    this.handlers.state(state, error);
  }

  #signal(signal: LinkSignal): void {
    if (this.state === 'connecting') this.handlers.signal(signal);
  }

  #sdp(): string {
    const lines = [
      'v=0',
      'o=- 1 1 IN IP4 127.0.0.1',
      `s=${this.number}`,
      't=0 0',
      `a=fingerprint:sha-256 ${fingerprintText(this.certificate)}`,
      'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
      'a=ice-ufrag:abcd',
      'a=ice-pwd:abcdefghijklmnopqrstuv',
      'a=setup:actpass',
      'a=mid:0',
      'a=sctp-port:5000',
    ];
    return lines.join('\r\n') + '\r\n';
  }
}
