/**
 * Reads QR codes with the camera: by the browser's own `BarcodeDetector` where it has one for QR codes, by the library
 * of `src/wire/qr.ts` elsewhere. No picture is kept and none leaves the page.
 */
import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { readQr } from '../../src/wire/qr.js';
import type { LocalizeController } from '../locales/localize.js';

/** Between two looks at the picture. Milliseconds. */
const PAUSE_MS = 150;
/** Wider pictures are made smaller before they are read. Pixels. */
const MAX_WIDTH_PX = 640;

interface Detector {
  detect(source: CanvasImageSource): Promise<readonly { readonly rawValue: string }[]>;
}
interface DetectorClass {
  new (options: { formats: readonly string[] }): Detector;
  getSupportedFormats(): Promise<readonly string[]>;
}

type ScannerState = 'off' | 'starting' | 'looking' | 'denied';

/** Whether there may be a camera at all. Only secure contexts have `mediaDevices`. */
export const canScan = (): boolean => typeof navigator !== 'undefined' && 'mediaDevices' in navigator;

export class Scanner implements ReactiveController {
  #state: ScannerState = 'off';
  #stream: MediaStream | null = null;
  /** Made with the first picture: an element that is only made, or drawn on a server, has none. */
  #made: HTMLVideoElement | null = null;

  /** @param onText is called with each code that is read, until `stop` */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly words: LocalizeController,
    private readonly onText: (text: string) => void,
  ) {
    host.addController(this);
  }

  get isOn(): boolean {
    return this.#state !== 'off';
  }

  /** Asks for the camera and looks until `stop`. A refusal is shown, not thrown. */
  async start(): Promise<void> {
    if (this.#state === 'starting' || this.#state === 'looking') return;
    this.#set('starting');
    const stream = await navigator.mediaDevices
      .getUserMedia({ video: { facingMode: 'environment' }, audio: false })
      .catch(() => null);
    // Stopped while the browser was asking the person.
    if (!this.isOn) return stopTracks(stream);
    if (!stream) return this.#set('denied');
    this.#stream = this.#video.srcObject = stream;
    this.#set('looking');
    await this.#video.play().catch(() => {});
    const read = await makeReader();
    while (this.#stream === stream) {
      const text = await read(this.#video);
      if (text !== null && this.#stream === stream) this.onText(text);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  stop(): void {
    stopTracks(this.#stream);
    this.#stream = null;
    if (this.#made) this.#made.srcObject = null;
    this.#set('off');
  }

  get #video(): HTMLVideoElement {
    this.#made ??= makeVideo();
    return this.#made;
  }

  hostDisconnected(): void {
    this.stop();
  }

  render(): TemplateResult | typeof nothing {
    if (this.#state === 'off') return nothing;
    const isDenied = this.#state === 'denied';
    return html`${isDenied ? nothing : this.#video}
      <p role="status">${this.words.term(isDenied ? 'scanDenied' : 'scanHint')}</p>`;
  }

  #set(state: ScannerState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.host.requestUpdate();
  }
}

function makeVideo(): HTMLVideoElement {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.className = 'camera';
  // The hint beside it says what it is for.
  video.ariaHidden = 'true';
  return video;
}

function stopTracks(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

async function makeReader(): Promise<(video: HTMLVideoElement) => Promise<string | null>> {
  const detector = await makeDetector();
  if (detector) {
    return async (video) =>
      video.readyState < video.HAVE_CURRENT_DATA
        ? null
        : ((await detector.detect(video).catch(() => []))[0]?.rawValue ?? null);
  }
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return async (video) => {
    if (!context || video.readyState < video.HAVE_CURRENT_DATA || video.videoWidth === 0) return null;
    const scale = Math.min(1, MAX_WIDTH_PX / video.videoWidth);
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    return readQr(context.getImageData(0, 0, canvas.width, canvas.height));
  };
}

async function makeDetector(): Promise<Detector | null> {
  const { BarcodeDetector } = globalThis as { BarcodeDetector?: DetectorClass };
  const formats = (await BarcodeDetector?.getSupportedFormats().catch(() => [])) ?? [];
  return BarcodeDetector && formats.includes('qr_code') ? new BarcodeDetector({ formats: ['qr_code'] }) : null;
}
