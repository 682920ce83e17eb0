/**
 * How large a picture is once it is decoded, read from its header before any decoder sees it: thirty kilobytes of PNG
 * can be gigabytes of pixels. PNG (RFC 2083, 11.2), GIF89a (18), JPEG (ITU T.81, B.2.2), WebP (RFC 9649, 2.5 to 2.7),
 * AVIF (ISO 23008-12, 6.5.3: of several images in it the largest).
 */

/** What a decoder gets at most: 160 MB as it stands in memory. */
const MAX_PIXELS = 40_000_000;
/** Before the size of a JPEG there may be a thumbnail and a colour profile. Bytes. */
const HEADER = 1_000_000;
/** 'ispe', the box of AVIF that says how large an image is. */
const ISPE = 0x69737065;

export const isShowable = async (picture: Blob): Promise<boolean> => {
  const bytes = new Uint8Array(await picture.slice(0, HEADER).arrayBuffer());
  const pixels = pixelsOf(bytes);
  return pixels !== null && pixels <= MAX_PIXELS;
};

/** `null` for what is cut short, or none of these. */
export function pixelsOf(bytes: Uint8Array<ArrayBuffer>): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const u16 = (at: number, little = false): number => view.getUint16(at, little);
  const u32 = (at: number): number => view.getUint32(at);
  const text = String.fromCharCode(...bytes.subarray(0, 16));
  try {
    if (text.startsWith('PNG', 1)) return u32(16) * u32(20);
    if (text.startsWith('GIF')) return u16(6, true) * u16(8, true);
    if (text.startsWith('WEBPVP8X', 8)) {
      const side = (at: number): number => 1 + u16(at, true) + view.getUint8(at + 2) * 0x10000;
      return side(24) * side(27);
    }
    // Neither can have more than 14 bits.
    if (text.startsWith('WEBPVP8 ', 8)) return (u16(26, true) & 0x3fff) * (u16(28, true) & 0x3fff);
    if (text.startsWith('WEBPVP8L', 8)) {
      const bits = view.getUint32(21, true);
      return ((bits & 0x3fff) + 1) * (((bits >> 14) & 0x3fff) + 1);
    }
    if (text.startsWith('ftyp', 4)) {
      let most: number | null = null;
      for (let at = 0; at + 16 <= bytes.length; at++) {
        if (u32(at) === ISPE) most = Math.max(most ?? 0, u32(at + 8) * u32(at + 12));
      }
      return most;
    }
    // A JPEG, from segment to segment to the one that begins a frame; C4, C8 and CC in that range are tables.
    for (let at = 2; u16(0) === 0xffd8; at += 2 + u16(at + 2)) {
      while (u16(at) === 0xffff) at++;
      const marker = u16(at) - 0xffc0;
      if (marker < 0) break;
      if (marker < 16 && ![4, 8, 12].includes(marker)) return u16(at + 5) * u16(at + 7);
    }
  } catch {
    // Cut short.
  }
  return null;
}
