/** Speeds and times as people here write them. */

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
