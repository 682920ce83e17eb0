/** Records one voice message. Nothing is stored: the recording is in memory until it is sent or thrown away. */
import { MAX_SECONDS, voiceFormat, voiceType, type VoiceFormat } from './voice-type.js';

/** Plenty for speech in Opus. Bits per second. */
const BITS_PER_SECOND = 24_000;
/** Between two looks at how loud it is. Milliseconds. */
const LOOK_MS = 100;

/** - `failed` the person or the browser does not allow the microphone, or there is none */
export type RecorderState =
  | { readonly state: 'asking' }
  | { readonly state: 'recording'; readonly seconds: number }
  | { readonly state: 'recorded'; readonly file: File }
  | { readonly state: 'failed' }
  | { readonly state: 'closed' };

export class Recorder {
  #now: RecorderState = { state: 'asking' };
  #release: (() => void) | null = null;
  #recorder: MediaRecorder | null = null;

  /** @param onChange is called with each change of `now` */
  constructor(private readonly onChange: () => void) {}

  get now(): RecorderState {
    return this.#now;
  }

  /** Asks for the microphone and records until `stop` or `close`. A refusal is a state, not an error. */
  async start(): Promise<void> {
    const format = voiceFormat((type) => MediaRecorder.isTypeSupported(type));
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null);
    // Closed while the browser was asking the person.
    if (this.#now.state !== 'asking') return stopTracks(stream);
    if (!stream || !format) {
      stopTracks(stream);
      return this.#set({ state: 'failed' });
    }
    try {
      this.#record(stream, format);
    } catch {
      // Whatever the browser has against it, the microphone is not left on.
      this.#let();
      stopTracks(stream);
      this.#set({ state: 'failed' });
    }
  }

  #record(stream: MediaStream, format: VoiceFormat): void {
    const levels: number[] = [];
    const meter = new LevelMeter(stream);
    const started = performance.now();
    const seconds = (): number => (performance.now() - started) / 1_000;
    const timer = setInterval(() => {
      levels.push(meter.level());
      this.#set({ state: 'recording', seconds: Math.floor(seconds()) });
      if (seconds() >= MAX_SECONDS) this.stop();
    }, LOOK_MS);
    this.#release = () => {
      clearInterval(timer);
      meter.close();
      stopTracks(stream);
    };
    const recorder = new MediaRecorder(stream, { mimeType: format.type, audioBitsPerSecond: BITS_PER_SECOND });
    recorder.ondataavailable = ({ data }) => {
      if (this.#now.state !== 'recording') return;
      const type = voiceType(format.type, seconds(), levels);
      const file = new File([data], `voice-message.${format.extension}`, { type });
      this.#let();
      this.#set({ state: 'recorded', file });
    };
    recorder.onerror = () => {
      this.#let();
      this.#set({ state: 'failed' });
    };
    this.#recorder = recorder;
    recorder.start();
    this.#set({ state: 'recording', seconds: 0 });
  }

  /** Ends the recording; `recorded` follows with all of it. */
  stop(): void {
    if (this.#recorder?.state === 'recording') this.#recorder.stop();
  }

  /** Throws away what was recorded and lets go of the microphone. */
  close(): void {
    // First, for what the recorder still gives is not wanted.
    this.#now = { state: 'closed' };
    this.stop();
    this.#let();
    this.onChange();
  }

  #let(): void {
    this.#release?.();
    this.#release = this.#recorder = null;
  }

  #set(now: RecorderState): void {
    this.#now = now;
    this.onChange();
  }
}

/** How loud a stream is at the moment. */
class LevelMeter {
  readonly #context = new AudioContext();
  readonly #analyser = this.#context.createAnalyser();
  readonly #samples = new Float32Array(this.#analyser.fftSize);

  constructor(stream: MediaStream) {
    this.#context.createMediaStreamSource(stream).connect(this.#analyser);
  }

  /** From 0 to 1. */
  level(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    return Math.min(
      1,
      this.#samples.reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 0),
    );
  }

  close(): void {
    void this.#context.close();
  }
}

const stopTracks = (stream: MediaStream | null): void => stream?.getTracks().forEach((track) => track.stop());
