/**
 * Tells somebody who looks elsewhere that there is something new. All of it opt-in by `notify`, and none of it says
 * what, or from whom: a title bar, a dock and a lock screen are seen by others. Loaded when a page wants any of it.
 */
import type { DMClientLike } from '../../src/session/types.js';
import { DMRequestEvent } from '../../src/events.js';
import '../locales/en-chat.js';
import type { LocalizeController } from '../locales/localize.js';

/**
 * - `title`   the number of unread messages before the page's title
 * - `badge`   the same on the icon of an installed page
 * - `sound`   two short tones
 * - `system`  a notification, where the page has asked for the permission and has it
 */
export const NOTIFY_WAYS = ['title', 'badge', 'sound', 'system'] as const;
export type NotifyWay = (typeof NOTIFY_WAYS)[number];

/** Hertz; and seconds for each. */
const TONES = [660, 880];
const TONE_S = 0.12;
/** Loud enough to be heard, quiet enough not to startle. */
const GAIN = 0.06;
/** How long a tab that nobody sees lets the others go first, and how long one request rings. Milliseconds. */
const SEEN_FIRST_MS = 300;
const RING_MS = 5_000;
/** Also before a title that is empty: browsers cut white space at its end. */
const PREFIX = /^\(\d+\)( |$)/;

/** What of `notify` is known here; the rest is passed over. */
export const waysOf = (notify: string): readonly NotifyWay[] =>
  NOTIFY_WAYS.filter((way) => notify.split(/\s+/).includes(way));

export class Attention {
  #unread: number;

  constructor(
    private readonly client: DMClientLike,
    private readonly ways: readonly NotifyWay[],
    private readonly words: LocalizeController,
  ) {
    this.#unread = client.unread;
    client.addEventListener('dm-unread-change', this.#onUnread);
    client.addEventListener('dm-request', this.#onRequest);
    this.#count();
  }

  /** Leaves no trace of itself on the page. */
  stop(): void {
    this.client.removeEventListener('dm-unread-change', this.#onUnread);
    this.client.removeEventListener('dm-request', this.#onRequest);
    this.#unread = 0;
    this.#count();
  }

  readonly #onUnread = (): void => {
    const before = this.#unread;
    this.#unread = this.client.unread;
    this.#count();
    if (this.#unread > before) this.#call('newPrivateMessage');
  };

  readonly #onRequest = (event: Event): void => {
    if (event instanceof DMRequestEvent) void inOneTab(event.session.id, () => this.#call('privateMessages'));
  };

  #count(): void {
    if (this.ways.includes('title')) {
      const title = document.title.replace(PREFIX, '');
      const next = this.#unread > 0 ? `(${this.#unread}) ${title}` : title;
      if (next !== document.title) document.title = next;
    }
    if (this.ways.includes('badge') && 'setAppBadge' in navigator) {
      // Refused where the page is not installed.
      (this.#unread > 0 ? navigator.setAppBadge(this.#unread) : navigator.clearAppBadge()).catch(() => {});
    }
  }

  /** Only who looks elsewhere is called. */
  #call(key: 'newPrivateMessage' | 'privateMessages'): void {
    if (document.visibilityState === 'visible' && document.hasFocus()) return;
    if (this.ways.includes('sound')) ring();
    if (this.ways.includes('system') && 'Notification' in globalThis && Notification.permission === 'granted') {
      // The tag: a second one takes the place of the first.
      const shown = new Notification(this.words.term(key), { tag: 'dm-elements' });
      shown.onclick = () => {
        focus();
        shown.close();
      };
    }
  }
}

/**
 * A request reaches every tab of a person; one of them rings. The first that takes the lock does, and a tab that is being
 * looked at, where nothing has to ring, is the first.
 */
async function inOneTab(request: string, call: () => void): Promise<void> {
  const { locks } = navigator;
  if (!locks) return call();
  if (document.visibilityState !== 'visible') await wait(SEEN_FIRST_MS);
  await locks.request(`dm-elements ring ${request}`, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    call();
    await wait(RING_MS);
  });
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Made of tones, so that nothing is fetched. Browsers keep it silent until the person has touched the page once. */
function ring(): void {
  const context = new AudioContext();
  const gain = new GainNode(context, { gain: GAIN });
  gain.connect(context.destination);
  for (const [index, frequency] of TONES.entries()) {
    const tone = new OscillatorNode(context, { frequency });
    tone.connect(gain);
    tone.start(index * TONE_S);
    tone.stop((index + 1) * TONE_S);
    if (index === TONES.length - 1) tone.onended = () => void context.close();
  }
}
