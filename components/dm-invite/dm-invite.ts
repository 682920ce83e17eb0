import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import '../locales/en-chat.js';
import { DMError } from '../../src/errors.js';
import { DMErrorEvent } from '../../src/events.js';
import { takeInviteLink, type Invite } from '../../src/session/invites.js';
import { safeName } from '../../src/session/names.js';
import type { DMClientLike } from '../../src/session/types.js';
import { parseInvite } from '../../src/wire/invite.js';
import type { QrModules } from '../../src/wire/qr.js';
import { Announcer } from '../shared/announcer.js';
import { DMElement } from '../shared/base.js';
import { ClientFinder } from '../shared/client-finder.js';
import { define } from '../shared/define.js';
import { DMRequestStartEvent } from '../shared/events.js';
import { card } from '../shared/card.styles.js';
import { COPY } from '../shared/chat-icons.js';
import { icon } from '../shared/icons.js';
import { qrPicture } from '../shared/qr-picture.js';
import { qr } from '../shared/qr.styles.js';
import { canScan, Scanner } from '../shared/scanner.js';
import { spareSlot } from '../shared/spare-slot.js';
import { buttons, tokens } from '../shared/tokens.styles.js';
import { styles } from './dm-invite.styles.js';

/** Where the person stands: making a link, or following one. */
type Step =
  | { readonly name: 'start' }
  | { readonly name: 'made'; readonly invite: Invite; readonly modules: QrModules }
  | { readonly name: 'expired' }
  | { readonly name: 'scanning' }
  | { readonly name: 'invited'; readonly link: string; readonly inviter: string }
  | { readonly name: 'useless' };

/**
 * @summary Makes a link (text, share sheet, QR code) for one person, and follows such a link: the one in the page's
 * address, or one that the camera reads. A session that comes from an invite is verified.
 *
 * @slot intro - What an invite is, instead of our words.
 *
 * @event {DMRequestStartEvent} dm-request-start - The person follows an invite; carries who made it. Cancelable.
 * @event {DMErrorEvent} dm-error - Something went wrong; carries a code.
 *
 * @csspart title - What this is about.
 * @csspart link - The field with the link.
 * @csspart qr - The link as a QR code.
 * @csspart make - The button that makes a link.
 * @csspart copy - The button.
 * @csspart share - The button.
 * @csspart accept - The button that follows an invite.
 *
 * @cssState made - A link is shown.
 * @cssState scanning - The camera looks for an invite.
 * @cssState invited - There is an invite to follow.
 */
export class DMInvite extends DMElement {
  static override styles = [tokens, buttons, card, qr, styles];

  /** Id of the `dm-provider` to use, where it is not above this element. */
  @property({ attribute: 'for', useDefault: true }) htmlFor = '';
  /** The page that opens the link. Default: this one. */
  @property({ useDefault: true }) page = '';
  /** Milliseconds until a link expires. */
  @property({ type: Number, useDefault: true }) lifetime = 3_600_000;
  /** Leaves an invite in this page's address to the page. */
  @property({ type: Boolean, attribute: 'without-address' }) withoutAddress = false;
  /** Does not offer the camera. */
  @property({ type: Boolean, attribute: 'without-scan' }) withoutScan = false;

  @state() private step: Step = { name: 'start' };
  @state() private client: DMClientLike | null = null;
  /** There may be a camera. Asked after the first drawing, which is the same on a server. */
  @state() private scans = false;

  readonly #announcer = new Announcer(this);
  readonly #finder = new ClientFinder(this, (client) => (this.client = client));
  readonly #scanner = new Scanner(this, this.words, (text) => this.#scanned(text));
  #expiry: ReturnType<typeof setTimeout> | undefined;
  #lead = false;
  readonly #lookAtAddress = (): void => {
    const link = this.withoutAddress ? null : takeInviteLink();
    if (link !== null) this.#consider(link);
  };

  /** Makes a link. Rejects `bad-config` while there is no client, and as `DMClient.createInvite` does. */
  async create(): Promise<void> {
    if (!this.client) throw new DMError('bad-config', 'dm-invite: no client');
    const invite = await this.client.createInvite({ lifetime: this.lifetime, ...(this.page && { page: this.page }) });
    this.#go({ name: 'made', invite, modules: await invite.qr() });
    this.#watchExpiry();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('hashchange', this.#lookAtAddress);
    this.#lookAtAddress();
    this.#watchExpiry();
    void this.updateComplete.then(() => (this.scans = canScan()));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.#lookAtAddress);
    clearTimeout(this.#expiry);
    if (this.step.name === 'scanning') this.step = { name: 'start' };
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('htmlFor')) this.#finder.look();
  }

  protected override render(): TemplateResult {
    const { name } = this.step;
    const isBegun = name === 'made' || name === 'scanning' || name === 'invited';
    return html`${this.#screen()} ${isBegun ? spareSlot('intro') : nothing} ${this.#announcer.render()}`;
  }

  protected override updated(): void {
    const { name } = this.step;
    this.setStates({ made: name === 'made', scanning: name === 'scanning', invited: name === 'invited' });
    if (!this.#lead) return;
    this.#lead = false;
    this.renderRoot.querySelector<HTMLElement>('h2')?.focus();
  }

  #screen(): TemplateResult {
    const { words, step } = this;
    switch (step.name) {
      case 'start':
      case 'expired':
      case 'useless':
        return this.#start(step.name);
      case 'made':
        return this.#made(step.invite, step.modules);
      case 'scanning':
        return html`${this.#title(words.term('inviteScan'))} ${this.#scanner.render()}
          <div class="actions"><button @click=${this.#stopScanning}>${words.term('cancel')}</button></div>`;
      case 'invited':
        return html`${this.#title(words.term('invitedTitle', safeName(step.inviter) ?? '?'))}
          <p>${words.term('addressVisible', safeName(step.inviter) ?? '?')}</p>
          <div class="actions">
            <button @click=${() => this.#go({ name: 'start' })}>${words.term('notNow')}</button>
            <button
              part="accept"
              class="primary"
              ?disabled=${!this.client}
              @click=${() => this.#follow(step.link, step.inviter)}
            >
              ${words.term('accept')}
            </button>
          </div>`;
    }
  }

  #start(name: 'start' | 'expired' | 'useless'): TemplateResult {
    const { words } = this;
    const wrong = name === 'expired' ? words.term('inviteExpired') : words.term('inviteBad');
    return html`${this.#title(words.term('inviteTitle'))}
      <p><slot name="intro">${words.term('inviteBody')}</slot></p>
      ${name === 'start' ? nothing : html`<p class="wrong" role="status">${wrong}</p>`}
      <div class="actions">
        ${
          this.withoutScan || !this.scans
            ? nothing
            : html`<button @click=${this.#scan}>${words.term('inviteScan')}</button>`
        }
        <button part="make" class="primary" ?disabled=${!this.client} @click=${() => this.#try(this.create())}>
          ${words.term('inviteMake')}
        </button>
      </div>`;
  }

  #made({ url, expiresAt }: Invite, modules: QrModules): TemplateResult {
    const { words } = this;
    return html`${this.#title(words.term('inviteTitle'))} ${qrPicture(modules, words.term('inviteQr'))}
      <label
        >${words.term('inviteLink')}
        <input
          part="link"
          readonly
          dir="ltr"
          .value=${url}
          @focus=${(event: Event) => (event.target as HTMLInputElement).select()}
          @copy=${stop}
        />
      </label>
      <p class="note">${words.term('inviteExpires', words.time(expiresAt))}</p>
      <div class="actions">
        <button part="copy" class="primary" @click=${() => this.#copy(url)}>${icon(COPY)}${words.term('copy')}</button>
        ${
          'share' in navigator
            ? html`<button part="share" @click=${() => this.#share(url)}>${words.term('inviteShare')}</button>`
            : nothing
        }
        <button class="danger" @click=${this.#forget}>${words.term('inviteForget')}</button>
      </div>`;
  }

  #title(text: string): TemplateResult {
    return html`<h2 part="title" tabindex="-1">${text}</h2>`;
  }

  /** To another screen; the focus goes along when it was in here. */
  #go(step: Step): void {
    this.#lead = this.matches(':focus-within');
    this.step = step;
  }

  #copy(url: string): void {
    const copied = navigator.clipboard
      .writeText(url)
      .then(() => this.#announcer.announce(() => this.words.term('sayCopied')));
    this.#try(copied);
  }

  #share(url: string): void {
    // A share sheet that is closed again is no error.
    navigator.share({ url }).catch(() => {});
  }

  readonly #forget = (): void => {
    if (this.step.name === 'made') this.step.invite.revoke();
    this.#go({ name: 'start' });
  };

  #watchExpiry(): void {
    clearTimeout(this.#expiry);
    if (this.step.name !== 'made') return;
    const { invite } = this.step;
    this.#expiry = setTimeout(() => {
      if (this.step.name === 'made' && this.step.invite === invite) this.#go({ name: 'expired' });
    }, invite.expiresAt - Date.now());
  }

  readonly #scan = (): void => {
    this.#go({ name: 'scanning' });
    this.#try(this.#scanner.start());
  };

  readonly #stopScanning = (): void => {
    this.#scanner.stop();
    this.#go({ name: 'start' });
  };

  /** Anything that is no invite is passed over: the camera may see other codes too. */
  #scanned(text: string): void {
    const hash = text.indexOf('#');
    if (hash < 0 || !parseInvite(text.slice(hash))) return;
    this.#scanner.stop();
    this.#consider(text);
  }

  /** Shows who invites; nobody is asked, and nothing is sent, before the person says so. */
  #consider(link: string): void {
    const invite = parseInvite(link.slice(link.indexOf('#')));
    this.#go(invite ? { name: 'invited', link, inviter: invite.inviter } : { name: 'useless' });
  }

  #follow(link: string, inviter: string): void {
    this.#go({ name: 'start' });
    if (!this.client || !this.dispatchEvent(new DMRequestStartEvent(inviter))) return;
    const following = this.client.openInvite(link).catch((error: unknown) => {
      this.#go({ name: 'useless' });
      throw error;
    });
    this.#try(following);
  }

  #try(action: Promise<unknown>): void {
    action.catch((error: unknown) =>
      this.dispatchEvent(new DMErrorEvent(DMError.is(error) ? error.code : 'bad-config', true)),
    );
  }
}

/** A link is a secret: what is copied from the field is no event of the page's. */
const stop = (event: Event): void => event.stopPropagation();

define('dm-invite', DMInvite);

declare global {
  interface HTMLElementTagNameMap {
    'dm-invite': DMInvite;
  }
}
