/** Bytes as people here write them. */

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
