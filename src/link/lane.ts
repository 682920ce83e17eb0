/** One data channel: queueing with backpressure at marks of our own, and messages that wait for their handler. */
import { DMError } from '../errors.js';
import type { Bytes } from '../wire/bytes.js';

/** Above this many buffered bytes a sender waits, */
export const HIGH_WATER_BYTES = 1024 * 1024;
/** and goes on below this. Chromium's own buffer ends at 16 MiB; Firefox has no limit, so the limit is ours. */
export const LOW_WATER_BYTES = 256 * 1024;

interface Waiting {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly resolve: () => void;
  readonly reject: (error: DMError) => void;
}

export class LaneChannel {
  #waiting: Waiting[] = [];

  constructor(
    readonly channel: RTCDataChannel,
    handlers: { open: () => void; message: (bytes: Bytes) => void; closed: () => void },
  ) {
    channel.binaryType = 'arraybuffer';
    channel.bufferedAmountLowThreshold = LOW_WATER_BYTES;
    channel.onopen = () => {
      handlers.open();
      this.#drain();
    };
    channel.onclose = () => {
      this.#refuse();
      handlers.closed();
    };
    channel.onbufferedamountlow = () => this.#drain();
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      // A text message is not of this protocol: an empty frame, which the secure layer refuses.
      handlers.message(data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array());
    };
  }

  get buffered(): number {
    return this.channel.bufferedAmount + this.#waiting.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  /** Resolves when the bytes are handed to the browser, in order. */
  send(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ bytes: bytes as Bytes, resolve, reject });
      this.#drain();
    });
  }

  /**
   * Takes nothing any more, in or out, and closes the channel, which first sends what the browser already holds.
   * Resolves when it is closed.
   */
  finish(): Promise<void> {
    this.close();
    return new Promise((resolve) => {
      if (this.channel.readyState === 'closed') return resolve();
      this.channel.onclose = () => resolve();
      this.channel.close();
    });
  }

  /** Lets go of the channel, which stays as it is, and of everything that waits. */
  close(): void {
    this.channel.onopen = this.channel.onclose = this.channel.onmessage = this.channel.onbufferedamountlow = null;
    this.#refuse();
  }

  #refuse(): void {
    for (const { reject } of this.#waiting.splice(0)) reject(new DMError('link-lost', 'the link is closed'));
  }

  #drain(): void {
    const { readyState } = this.channel;
    if (readyState === 'closing' || readyState === 'closed') return this.#refuse();
    while (this.#waiting.length > 0 && readyState === 'open') {
      if (this.channel.bufferedAmount > HIGH_WATER_BYTES) return;
      const { bytes, resolve, reject } = this.#waiting.shift() as Waiting;
      try {
        this.channel.send(bytes);
        resolve();
      } catch (cause) {
        reject(new DMError('link-lost', 'the browser refused to send', { cause }));
      }
    }
  }
}
