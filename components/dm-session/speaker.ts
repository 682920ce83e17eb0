/** What a session element says to screen readers. Own messages are silent, and so is what was there before. */
import type { DMErrorCode } from '../../src/errors.js';
import { DMMessageEvent, DMStateChangeEvent, DMUpdateEvent, DMVerifyChangeEvent } from '../../src/events.js';
import type { SessionEvent } from '../shared/session-controller.js';
import type { DMMessage, DMSessionLike } from '../../src/session/types.js';
import type { LocalizeController } from '../locales/localize.js';
import type { Announcer } from '../shared/announcer.js';
import { size } from '../dm-file/amounts.js';
import type { Refusal } from '../dm-file-tray/dm-file-tray.js';
import type { FileSpeech } from '../dm-file/dm-file-speech.js';

/** What is spoken of an incoming message. */
export type Announce = 'sender' | 'content' | 'off';

/** Whom it speaks for. */
export interface Speaking {
  readonly announce: Announce;
  readonly session: DMSessionLike | null;
  /** Where the present screen is drawn. */
  readonly renderRoot: ParentNode;
}

const REFUSALS: Partial<Record<DMErrorCode, Refusal>> = {
  'too-large': 'fileTooLarge',
  'queue-full': 'filesFull',
  forbidden: 'fileForbidden',
};

export class Speaker {
  /** Incoming messages that have not been spoken of yet, and the id of the last of them. */
  #waiting = 0;
  #latest = '';
  #offers = 0;
  #speech: FileSpeech | null = null;
  #wasTyping = false;
  /** Made here and not where it is handed on: there it would keep the files that are in reach. */
  readonly #peerName = (): string => this.host.session?.peerName ?? '';

  constructor(
    private readonly announcer: Announcer,
    private readonly words: LocalizeController,
    private readonly host: Speaking,
  ) {}

  event(event: SessionEvent, session: DMSessionLike): void {
    if (event instanceof DMStateChangeEvent) this.#state(event, session);
    else if (event instanceof DMMessageEvent) this.#message(event, session);
    else if (event instanceof DMUpdateEvent) this.#update(session);
    else if (event instanceof DMVerifyChangeEvent)
      this.announcer.announce(() => this.words.term('verified'), 'verified');
  }

  #message(event: DMMessageEvent, session: DMSessionLike): void {
    if (event.direction === 'out' || this.host.announce === 'off') return;
    const message = session.messages.findLast(({ id }) => id === event.id);
    if (message?.metadata) return this.#offer(message.metadata);
    this.#waiting++;
    this.#latest = event.id;
    this.announcer.announce(() => {
      const count = this.#waiting;
      this.#waiting = 0;
      const who = this.words.term('sayNewMessages', session.peerName, count);
      if (this.host.announce !== 'content' || count !== 1) return who;
      // By its id: something of our own may have come after it. Nothing is left of what was taken back.
      const text = session.messages.findLast(({ id }) => id === this.#latest)?.content;
      return text ? `${who}: ${text}` : who;
    }, this);
  }

  #update(session: DMSessionLike): void {
    this.#typing(session.peerTyping);
    this.#files(session);
  }

  /** Once each time they begin, and never in the place of something that matters more. */
  #typing(isTyping: boolean): void {
    const begins = isTyping && !this.#wasTyping;
    this.#wasTyping = isTyping;
    if (!begins || this.announcer.isWaiting || this.host.announce === 'off') return;
    this.announcer.announce(() => this.words.term('typing', this.#peerName()));
  }

  /** How files go on: loaded with the first one. */
  #files({ files: { list } }: DMSessionLike): void {
    if (list.length === 0 || this.host.announce === 'off') return;
    import('../dm-file/dm-file-speech.js').then(
      ({ FileSpeech }) => {
        this.#speech ??= new FileSpeech(this.announcer, this.words, this.#peerName);
        this.#speech.follow(list);
      },
      () => {},
    );
  }

  #offer({ fileSize }: NonNullable<DMMessage['metadata']>): void {
    const amount = size(fileSize, this.words.lang(), 'long');
    this.#offers++;
    this.announcer.announce(() => {
      const count = this.#offers;
      this.#offers = 0;
      const name = this.#peerName();
      return count === 1
        ? this.words.term('sayFileOffer', name, amount)
        : this.words.term('sayNewMessages', name, count);
    }, 'offer');
  }

  /** Why files were not sent; the word for it. */
  filesRefused(code: DMErrorCode | undefined): Refusal {
    const word = (code && REFUSALS[code]) ?? 'sayNotSent';
    this.announcer.alert(this.words.term(word));
    return word;
  }

  #state({ state, previous }: DMStateChangeEvent, session: DMSessionLike): void {
    if (state === 'active') {
      if (previous === 'key_exchanging') this.announcer.announce(() => this.words.term('sayConnected'), 'connected');
    } else if (state === 'incoming_request') {
      this.announcer.announce(this.#screenTitle, 'screen');
    } else if (state === 'reconnecting') {
      this.announcer.alert(this.words.term('sayLost'));
    } else if (state === 'ended' || state === 'failed') {
      this.#waiting = this.#offers = 0;
      this.#latest = '';
      this.announcer.clear();
      if (session.reason === 'mismatch') this.announcer.alert(this.words.term('sayMismatch'));
      else if (hadConversation(previous)) this.announcer.alert(this.words.term('sayEnded'));
      else if (!isOwnDoing(session)) this.announcer.announce(this.#screenTitle, 'screen');
    }
  }

  /** Of the screen that is there by then; where the focus has gone to it, that tells of it. */
  readonly #screenTitle = (): string => {
    const title = this.host.renderRoot.querySelector('#screen-title');
    return title?.matches(':focus') ? '' : (title?.textContent ?? '');
  };

  notSent(): void {
    this.announcer.alert(this.words.term('sayNotSent'));
  }

  /** Whether a text has reached the clipboard. */
  copied(ok: boolean): void {
    if (ok) this.announcer.announce(() => this.words.term('sayCopied'));
    else this.announcer.alert(this.words.term('sayNotCopied'));
  }
}

/** Taken back or declined with one's own hand. */
const isOwnDoing = ({ status }: DMSessionLike): boolean => status.state === 'ended' && status.by === 'self';

const hadConversation = (previous: string): boolean =>
  previous === 'active' || previous === 'reconnecting' || previous === 'disconnecting';
