/** How a person is shown without a picture: an initial on a hue that stays with them. */

/** Hues that `avatar.styles.ts` knows. */
export const HUES = 12;

/** A step on the colour wheel from the user id, 0 to 11. */
export function hue(id: string): number {
  let sum = 0;
  for (const unit of id) sum = (sum * 31 + (unit.codePointAt(0) ?? 0)) % 1_000_003;
  return sum % HUES;
}

export const initial = (name: string): string => [...name][0]?.toLocaleUpperCase() ?? '?';
