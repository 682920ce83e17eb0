/**
 * How large a picture is once it is decoded, read from its header before any decoder sees it: thirty kilobytes of PNG
 * can be gigabytes of pixels. PNG (RFC 2083, 11.2), GIF89a (18), JPEG (ITU T.81, B.2.2), WebP (RFC 9649, 2.5 to 2.7),
 * AVIF (ISO 23008-12, 6.5.3: of several images in it the largest).
 */

/** What a decoder gets at most: 160 MB as it stands in memory. */
const MAX_PIXELS = 40_000_000;
/** Before the size of a JPEG there may be a thumbnail and a colour profile. Bytes. */
const HEADER = 1_000_000;

export const isShowable = async (picture: Blob): Promise<boolean> => {
  const bytes = new Uint8Array(await picture.slice(0, HEADER).arrayBuffer());
  const pixels = pixelsOf(bytes);
  return pixels !== null && pixels <= MAX_PIXELS;
};

/** `null` for what is cut short, or none of these. */
export function pixelsOf(bytes: Uint8Array<ArrayBuffer>): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const text = (at: number, length = 4): string => String.fromCharCode(...bytes.subarray(at, at + length));
  try {
    if (text(1, 3) === 'PNG') return view.getUint32(16) * view.getUint32(20);
    if (text(0, 3) === 'GIF') return view.getUint16(6, true) * view.getUint16(8, true);
    if (text(8) === 'WEBP') return webp(view, text(12));
    if (text(4) === 'ftyp') return avif(view);
    return view.getUint16(0) === 0xffd8 ? jpeg(view) : null;
  } catch {
    return null;
  }
}

function webp(view: DataView, kind: string): number | null {
  const u24 = (at: number): number => view.getUint16(at, true) + view.getUint8(at + 2) * 0x10000;
  switch (kind) {
    case 'VP8X':
      return (u24(24) + 1) * (u24(27) + 1);
    case 'VP8 ':
      return (view.getUint16(26, true) & 0x3fff) * (view.getUint16(28, true) & 0x3fff);
    case 'VP8L': {
      const bits = view.getUint32(21, true);
      return ((bits & 0x3fff) + 1) * (((bits >> 14) & 0x3fff) + 1);
    }
    default:
      return null;
  }
}

/** From segment to segment to the one that begins a frame. */
function jpeg(view: DataView): number {
  for (let at = 2; ; at += 2 + view.getUint16(at + 2)) {
    while (view.getUint16(at) === 0xffff) at++;
    const marker = view.getUint16(at);
    // C4, C8 and CC are in this range and are tables.
    const begins = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
    if (begins) return view.getUint16(at + 5) * view.getUint16(at + 7);
    if (marker < 0xffc0) throw new RangeError('no JPEG');
  }
}

function avif(view: DataView): number | null {
  const ISPE = 0x69737065;
  let most: number | null = null;
  for (let at = 0; at + 16 <= view.byteLength; at++) {
    if (view.getUint32(at) === ISPE) most = Math.max(most ?? 0, view.getUint32(at + 8) * view.getUint32(at + 12));
  }
  return most;
}
