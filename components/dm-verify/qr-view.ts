/** Verification by QR code: ours to be scanned, and the camera for theirs. Loaded when a person chooses it. */
import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { QrVerdict } from '../../src/secure/channel.js';
import type { DMSessionLike } from '../../src/session/types.js';
import { fromBase64url, toBase64url } from '../../src/wire/bytes.js';
import { qrModules, type QrModules } from '../../src/wire/qr.js';
import type { LocalizeController } from '../locales/localize.js';
import { qrPicture } from '../shared/qr-picture.js';
import { canScan, Scanner } from '../shared/scanner.js';

export class QrView implements ReactiveController {
  readonly #scanner: Scanner;
  #session: DMSessionLike | null = null;
  /** The code of the session that is shown. */
  #modules: { readonly of: Uint8Array; readonly rows: QrModules } | null = null;
  #verdict: QrVerdict | null = null;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly words: LocalizeController,
  ) {
    this.#scanner = new Scanner(host, words, (text) => void this.#scanned(text));
    host.addController(this);
  }

  hostDisconnected(): void {
    this.stop();
  }

  /** Turns the camera off and forgets what it saw. */
  stop(): void {
    this.#verdict = null;
    if (this.#scanner.isOn) this.#scanner.stop();
  }

  render(session: DMSessionLike): TemplateResult {
    const { words } = this;
    this.#show(session);
    if (this.#scanner.isOn) {
      return html`${this.#scanner.render()} ${this.#judgement()}
        <div class="actions"><button @click=${() => this.stop()}>${words.term('cancel')}</button></div>`;
    }
    return html`${this.#modules ? qrPicture(this.#modules.rows, words.term('verifyQr')) : nothing}
      <p>${words.term('verifyQrShow', session.peerName)}</p>
      ${this.#judgement()}
      ${
        canScan()
          ? html`<div class="actions">
              <button part="scan" @click=${this.#start}>${words.term('verifyQrScan', session.peerName)}</button>
            </div>`
          : nothing
      }`;
  }

  #judgement(): TemplateResult | typeof nothing {
    if (this.#verdict === 'different') {
      return html`<p class="wrong" role="alert">${this.words.term('verifyQrDifferent')}</p>`;
    }
    return this.#verdict === 'foreign' ? html`<p role="status">${this.words.term('scanForeign')}</p>` : nothing;
  }

  #show(session: DMSessionLike): void {
    this.#session = session;
    const code = session.safety?.qr;
    if (!code || code === this.#modules?.of) return;
    void qrModules(toBase64url(code)).then((rows) => {
      this.#modules = { of: code, rows };
      this.host.requestUpdate();
    });
  }

  readonly #start = (): void => {
    this.#verdict = null;
    void this.#scanner.start();
  };

  /** `match` is told by the session itself; with `different` the person decides, and the camera has done its part. */
  async #scanned(text: string): Promise<void> {
    const bytes = fromBase64url(text);
    // The session may be over in this very moment.
    const verdict = bytes ? await this.#session?.compareQr(bytes).catch(() => null) : 'foreign';
    if (!verdict || !this.#scanner.isOn) return;
    if (verdict !== 'foreign') this.#scanner.stop();
    this.#verdict = verdict;
    this.host.requestUpdate();
  }
}
