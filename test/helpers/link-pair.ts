/** Two real links in one page, joined without a server, and what each of them has reported. */
import { createLink } from '../../src/link/create.js';
import type { Lane, Link, LinkHandlers, LinkOptions, LinkSignal, LinkState } from '../../src/link/link.js';
import { parseLinkSignal, serializeLinkSignal } from '../../src/link/signals.js';
import type { Bytes } from '../../src/wire/bytes.js';

/** One end of a pair. */
export class LinkEnd implements LinkHandlers {
  link!: Link;
  readonly states: { readonly state: LinkState; readonly error: Error | undefined }[] = [];
  readonly signals: LinkSignal[] = [];
  readonly received: Record<Lane, Bytes[]> = { messages: [], files: [] };
  /** Every native connection made for this end. */
  readonly connections: RTCPeerConnection[] = [];
  /** What they were made with. */
  readonly configurations: (RTCConfiguration | undefined)[] = [];
  deliver: (signal: LinkSignal) => void = () => {};
  readonly #changes = new EventTarget();

  async open(options: LinkOptions): Promise<void> {
    const observe = (connection: RTCPeerConnection, configuration: RTCConfiguration | undefined): void => {
      this.connections.push(connection);
      this.configurations.push(configuration);
      connection.addEventListener('icegatheringstatechange', () => this.#changed());
    };
    class Observed extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        observe(this, configuration);
      }
    }
    this.link = await createLink({ RTCPeerConnection: Observed, ...options }, this);
  }

  signal(signal: LinkSignal): void {
    this.signals.push(signal);
    this.deliver(signal);
    this.#changed();
  }

  state(state: LinkState, error?: Error): void {
    this.states.push({ state, error });
    this.#changed();
  }

  message(lane: Lane, bytes: Bytes): void {
    this.received[lane].push(bytes);
    this.#changed();
  }

  /** Resolves when `condition` holds, looked at after each report. */
  until(condition: (end: LinkEnd) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!condition(this)) return;
        this.#changes.removeEventListener('change', look);
        resolve();
      };
      this.#changes.addEventListener('change', look);
      look();
    });
  }

  reaches(state: LinkState): Promise<void> {
    return this.until(() => this.link.state === state);
  }

  bytesOf(lane: Lane): number {
    return this.received[lane].reduce((sum, { length }) => sum + length, 0);
  }

  #changed(): void {
    this.#changes.dispatchEvent(new Event('change'));
  }
}

/** Steps travel as text through the parser, as in a session. */
function join(from: LinkEnd, to: LinkEnd): void {
  from.deliver = (signal) => {
    const parsed = parseLinkSignal(serializeLinkSignal(signal));
    if (!parsed) throw new Error(`refused: ${JSON.stringify(signal)}`);
    // Not in the turn in which the other link may still be in the making.
    queueMicrotask(() => to.link.signal(parsed));
  };
}

/** Both ends, connecting. */
export async function makeLinkPair(options: Partial<LinkOptions> = {}): Promise<[LinkEnd, LinkEnd]> {
  const [asking, answering] = [new LinkEnd(), new LinkEnd()];
  await answering.open({ ...options, initiator: false });
  join(answering, asking);
  join(asking, answering);
  await asking.open({ ...options, initiator: true });
  return [asking, answering];
}
