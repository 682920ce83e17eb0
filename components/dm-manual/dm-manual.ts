import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import '../locales/en-chat.js';
import '../locales/en-manual.js';
import { DMError } from '../../src/errors.js';
import { DMErrorEvent } from '../../src/events.js';
import { safeName } from '../../src/session/names.js';
import type { DMClientLike } from '../../src/session/types.js';
import type { ManualSignaling } from '../../src/signaling/adapter.js';
import { qrModules, type QrModules } from '../../src/wire/qr.js';
import { Announcer } from '../shared/announcer.js';
import { DMElement } from '../shared/base.js';
import { ClientFinder } from '../shared/client-finder.js';
import { define } from '../shared/define.js';
import { card } from '../shared/card.styles.js';
import { COPY } from '../shared/chat-icons.js';
import { icon } from '../shared/icons.js';
import { qrPicture } from '../shared/qr-picture.js';
import { qr } from '../shared/qr.styles.js';
import { canScan, Scanner } from '../shared/scanner.js';
import { spareSlot } from '../shared/spare-slot.js';
import { buttons, tokens } from '../shared/tokens.styles.js';
import { styles } from './dm-manual.styles.js';

/** Where the person stands: nothing yet, waiting for an answer, having given one, or connected. */
type Step =
  | { readonly name: 'start' }
  | { readonly name: 'invited'; readonly text: string; readonly modules: QrModules }
  | { readonly name: 'answered'; readonly text: string; readonly modules: QrModules; readonly peer: string }
  | { readonly name: 'connected'; readonly peer: string };

/**
 * @summary Connects two people without a server (`signaling="manual"`): one makes an invite, the other makes an answer of
 * it, and both texts are carried by the people themselves: copied, sent, or read with the camera.
 *
 * @slot intro - What this is, instead of our words.
 *
 * @event {DMErrorEvent} dm-error - Something went wrong; carries a code.
 *
 * @csspart title - What this is about.
 * @csspart text - The field with the text to send.
 * @csspart qr - The same text as a QR code.
 * @csspart paste - The field for the text of the other person.
 * @csspart make - The button that makes an invite.
 * @csspart copy - The button.
 * @csspart share - The button.
 * @csspart take - The button that takes what was pasted.
 *
 * @cssState waiting - A text is shown, and the other person is not here yet.
 * @cssState scanning - The camera looks for a text.
 * @cssState connected - The other person is here.
 */
export class DMManual extends DMElement {
  static override styles = [tokens, buttons, card, qr, styles];

  /** Id of the `dm-provider` to use, where it is not above this element. */
  @property({ attribute: 'for', useDefault: true }) htmlFor = '';
  /** User id of the only person who may take the invite, or give one. */
  @property({ useDefault: true }) peer = '';
  /** Does not offer the camera. */
  @property({ type: Boolean, attribute: 'without-scan' }) withoutScan = false;

  @state() private step: Step = { name: 'start' };
  @state() private client: DMClientLike | null = null;
  @state() private scans = false;
  @state() private scanning = false;
  @state() private isBad = false;
  @state() private isBusy = false;

  @query('[part="paste"]') private field!: HTMLTextAreaElement | null;

  readonly #announcer = new Announcer(this);
  readonly #finder = new ClientFinder(this, (client) => (this.client = client));
  readonly #scanner = new Scanner(this, this.words, (text) => this.#scanned(text));
  #unwatch: (() => void) | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.updateComplete.then(() => (this.scans = canScan()));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unwatch?.();
    this.scanning = false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('htmlFor')) this.#finder.look();
  }

  protected override render(): TemplateResult {
    const isBegun = this.scanning || this.step.name !== 'start';
    return html`${this.scanning ? this.#scan() : this.#screen()} ${isBegun ? spareSlot('intro') : nothing}
    ${this.#announcer.render()}`;
  }

  protected override updated(): void {
    const { name } = this.step;
    this.setStates({
      waiting: name === 'invited' || name === 'answered',
      scanning: this.scanning,
      connected: name === 'connected',
    });
  }

  #screen(): TemplateResult {
    const { words, step } = this;
    switch (step.name) {
      case 'start':
        return html`${this.#title(words.term('manualTitle'))}
          <p><slot name="intro">${words.term('manualBody')}</slot></p>
          <div class="actions">
            <button part="make" class="primary" ?disabled=${!this.client || this.isBusy} @click=${this.#make}>
              ${words.term('manualMake')}
            </button>
          </div>
          ${this.#paste()}`;
      case 'invited':
        return html`${this.#title(words.term('manualInvite'))}
          <p>${words.term('manualInviteNote')}</p>
          ${this.#text(step.text, step.modules, words.term('manualInvite'))} ${this.#paste()}`;
      case 'answered':
        return html`${this.#title(words.term('manualAnswer'))}
          <p>${words.term('manualAnswerNote', safeName(step.peer) ?? '?')}</p>
          ${this.#text(step.text, step.modules, words.term('manualAnswer'))}
          <div class="actions"><button @click=${this.#restart}>${words.term('cancel')}</button></div>`;
      case 'connected':
        return html`${this.#title(words.term('manualDone', safeName(step.peer) ?? '?'))}
          <div class="actions"><button @click=${this.#restart}>${words.term('manualMake')}</button></div>`;
    }
  }

  #text(text: string, modules: QrModules, label: string): TemplateResult {
    const { words } = this;
    return html`${qrPicture(modules, label)}
      <label
        >${label}
        <textarea
          part="text"
          readonly
          dir="ltr"
          .value=${text}
          @focus=${(event: Event) => (event.target as HTMLTextAreaElement).select()}
          @copy=${stop}
        ></textarea>
      </label>
      <div class="actions">
        <button part="copy" class="primary" @click=${() => this.#copy(text)}>${icon(COPY)}${words.term('copy')}</button>
        ${
          'share' in navigator
            ? html`<button part="share" @click=${() => this.#share(text)}>${words.term('inviteShare')}</button>`
            : nothing
        }
      </div>`;
  }

  #paste(): TemplateResult {
    const { words } = this;
    return html`<label
        >${words.term('manualPaste')}
        <textarea
          part="paste"
          dir="ltr"
          autocomplete="off"
          spellcheck="false"
          aria-invalid=${this.isBad ? 'true' : 'false'}
          @input=${stop}
          @paste=${stop}
          @keydown=${stop}
        ></textarea>
      </label>
      ${this.isBad ? html`<p class="wrong" role="alert">${words.term('manualBad')}</p>` : nothing}
      <div class="actions">
        ${
          this.withoutScan || !this.scans
            ? nothing
            : html`<button @click=${this.#startScanning}>${words.term('inviteScan')}</button>`
        }
        <button
          part="take"
          ?disabled=${!this.client || this.isBusy}
          @click=${() => void this.#take(this.field?.value ?? '')}
        >
          ${words.term('manualTake')}
        </button>
      </div>`;
  }

  #scan(): TemplateResult {
    return html`${this.#title(this.words.term('inviteScan'))} ${this.#scanner.render()}
      <div class="actions"><button @click=${this.#stopScanning}>${this.words.term('cancel')}</button></div>`;
  }

  #title(text: string): TemplateResult {
    return html`<h2 part="title" tabindex="-1">${text}</h2>`;
  }

  /** To another screen; the focus goes along when it was in here. */
  #go(step: Step): void {
    const lead = this.matches(':focus-within');
    this.step = step;
    this.isBad = false;
    if (lead) void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('h2')?.focus());
  }

  readonly #make = (): void =>
    void this.#busy(async (signaling) => {
      const text = await signaling.invite(this.peer || undefined);
      this.#go({ name: 'invited', text, modules: await qrModules(text) });
    });

  /** An invite or an answer: the text itself says which. */
  #take(text: string): Promise<void> {
    return this.#busy(async (signaling) => {
      if (text.includes('dm1a.')) {
        this.#expect(await signaling.complete(text));
        return;
      }
      const { peer, text: answer } = await signaling.answer(text, this.peer || undefined);
      this.#go({ name: 'answered', text: answer, modules: await qrModules(answer), peer });
      this.#expect(peer);
    });
  }

  /** Until they are here. */
  #expect(peer: string): void {
    this.#unwatch?.();
    this.#unwatch = this.client?.watchPresence(peer, (online) => {
      if (online) this.#go({ name: 'connected', peer });
      else if (this.step.name === 'connected') this.#go({ name: 'start' });
    }) as (() => void) | null;
  }

  async #busy(action: (signaling: ManualSignaling) => Promise<void>): Promise<void> {
    if (this.isBusy || !this.client) return;
    this.isBusy = true;
    try {
      const signaling = await this.client.introductions();
      if (!signaling) throw new DMError('bad-config', 'dm-manual: the client has a server; signaling is not "manual"');
      await action(signaling);
    } catch (error) {
      this.isBad = true;
      this.dispatchEvent(new DMErrorEvent(DMError.is(error) ? error.code : 'bad-config', true));
    } finally {
      this.isBusy = false;
    }
  }

  #copy(text: string): void {
    navigator.clipboard.writeText(text).then(
      () => this.#announcer.announce(() => this.words.term('sayCopied')),
      () => this.dispatchEvent(new DMErrorEvent('bad-config', true)),
    );
  }

  #share(text: string): void {
    // A share sheet that is closed again is no error.
    navigator.share({ text }).catch(() => {});
  }

  readonly #restart = (): void => this.#go({ name: 'start' });

  readonly #startScanning = (): void => {
    this.scanning = true;
    this.#scanner.start().catch(() => {});
  };

  readonly #stopScanning = (): void => {
    this.#scanner.stop();
    this.scanning = false;
  };

  /** Anything that is no text of ours is passed over: the camera may see other codes too. */
  #scanned(text: string): void {
    if (!/^dm1[ia]\./.test(text)) return;
    this.#stopScanning();
    void this.#take(text);
  }
}

/** These texts are secrets: what is typed, pasted or copied here is no event of the page's. */
const stop = (event: Event): void => event.stopPropagation();

define('dm-manual', DMManual);

declare global {
  interface HTMLElementTagNameMap {
    'dm-manual': DMManual;
  }
}
