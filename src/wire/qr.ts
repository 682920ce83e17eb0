/** QR codes (ISO/IEC 18004), made and read by a library that is loaded when the first one is needed. */
import { DMError } from '../errors.js';

/** Rows of modules, `true` is dark; a quiet zone of 2 modules is part of it. */
export type QrModules = readonly (readonly boolean[])[];

/** What a camera frame has: RGBA, 4 bytes a pixel. `ImageData` is one. */
export interface QrImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray | Uint8Array;
}

/** `text` should be ASCII: readers disagree about anything else. Rejects `too-large` beyond what a code can hold. */
export async function qrModules(text: string): Promise<QrModules> {
  const { default: encodeQR } = await import('qr');
  try {
    return encodeQR(text, 'raw', { ecc: 'medium', border: 2 });
  } catch (cause) {
    throw new DMError('too-large', 'this does not fit into a QR code', { cause });
  }
}

/** The text of the code in an image, or `null` where there is none that can be read. */
export async function readQr({ width, height, data }: QrImage): Promise<string | null> {
  const { default: decodeQR } = await import('qr/decode.js');
  try {
    return decodeQR({ width, height, data });
  } catch {
    return null;
  }
}
