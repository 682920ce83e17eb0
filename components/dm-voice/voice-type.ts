/**
 * How a voice message says what it is: in parameters of its media type (RFC 2045, section 5.1: who does not know a
 * parameter ignores it), so `audio/webm;codecs=opus;seconds=12;loudness=0139cf…`. The receiver draws the waveform from
 * them and never decodes a recording as a whole: a megabyte of silence decodes to gigabytes.
 */

/** Bars of a waveform: one hexadecimal digit each, 0 silent, f loudest. */
export const BARS = 40;
/** Longer ones stop by themselves. Seconds. */
export const MAX_SECONDS = 300;
/** What browsers record, best first, and how such files are named. The bytes must agree (src/session/files/kinds.ts). */
const RECORDED = [
  { type: 'audio/webm;codecs=opus', extension: 'weba' },
  { type: 'audio/ogg;codecs=opus', extension: 'oga' },
  { type: 'audio/mp4', extension: 'm4a' },
] as const;

export interface Voice {
  /** Without the parameters: what a player needs. */
  readonly type: string;
  readonly seconds: number;
  /** `BARS` numbers from 0 to 15. */
  readonly bars: readonly number[];
}

export interface VoiceFormat {
  readonly type: string;
  readonly extension: string;
}

/** The first format that `isSupported` knows; `null` when there is none. */
export const voiceFormat = (isSupported: (type: string) => boolean): VoiceFormat | null =>
  RECORDED.find(({ type }) => isSupported(type)) ?? null;

/** @param levels loudness over time, each from 0 to 1, any number of them */
export function voiceType(type: string, seconds: number, levels: readonly number[]): string {
  const whole = Math.min(MAX_SECONDS, Math.max(1, Math.round(seconds)));
  return `${type};seconds=${whole};loudness=${barsOf(levels)
    .map((bar) => bar.toString(16))
    .join('')}`;
}

/** `null` for everything that is not exactly what `voiceType` writes: the other side chose this text. */
export function parseVoice(mimeType: string): Voice | null {
  const [type, seconds, loudness] =
    /^(.+);seconds=([1-9]\d{0,2});loudness=([0-9a-f]{40})$/.exec(mimeType)?.slice(1) ?? [];
  if (!type || !seconds || !loudness || !RECORDED.some((each) => each.type === type)) return null;
  if (Number(seconds) > MAX_SECONDS) return null;
  return { type, seconds: Number(seconds), bars: [...loudness].map((digit) => parseInt(digit, 16)) };
}

/** The loudest of each part, against the loudest of all: somebody who speaks low is not a flat line. */
function barsOf(levels: readonly number[]): number[] {
  const loudest = Math.max(0.01, ...levels);
  return Array.from({ length: BARS }, (_, bar) => {
    const from = Math.floor((bar * levels.length) / BARS);
    const until = Math.max(from + 1, Math.floor(((bar + 1) * levels.length) / BARS));
    return Math.round((15 * Math.max(0, ...levels.slice(from, until))) / loudest);
  });
}
