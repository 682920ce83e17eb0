/** Bytes, speeds and times as people here write them. */

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** `2.1 MB`. Decimal units, as on every disk. */
export function size(bytes: number, lang: string, display: 'short' | 'long' = 'short'): string {
  const step = bytes < 1_000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  return new Intl.NumberFormat(lang, {
    style: 'unit',
    unit: UNITS[step] ?? 'byte',
    // The short form of these is "4 byte" in English.
    unitDisplay: step === 0 ? 'long' : display,
    maximumFractionDigits: step === 0 ? 0 : 1,
  }).format(bytes / 1_000 ** step);
}

/** `1.2 MB/s`, and `0 kB/s` where nothing moves. */
export function rate(bytes: number, lang: string): string {
  const isFast = bytes >= 1_000_000;
  return new Intl.NumberFormat(lang, {
    style: 'unit',
    unit: isFast ? 'megabyte-per-second' : 'kilobyte-per-second',
    unitDisplay: 'short',
    maximumFractionDigits: isFast ? 1 : 0,
  }).format(bytes / (isFast ? 1_000_000 : 1_000));
}

/** `12 sec`, `3 min`, `2.5 hr`. */
export function duration(seconds: number, lang: string): string {
  const [unit, length] = seconds < 60 ? ['second', 1] : seconds < 3_600 ? ['minute', 60] : ['hour', 3_600];
  return new Intl.NumberFormat(lang, {
    style: 'unit',
    unit: unit,
    unitDisplay: 'short',
    maximumFractionDigits: unit === 'hour' ? 1 : 0,
  }).format(Math.max(1, seconds / length));
}
