/** A camera that sees one QR code: what `getUserMedia` gives is the picture of a canvas. */
import { qrModules } from '../../src/wire/qr.js';

const MODULE_PX = 6;

export interface FakeCamera {
  /** Streams that were given out. */
  readonly streams: readonly MediaStream[];
  /** The real `getUserMedia` again. */
  remove(): void;
}

/** @param text what the code says; `null` for a camera that the person does not allow */
export async function placeCamera(text: string | null): Promise<FakeCamera> {
  const modules = text === null ? null : await qrModules(text);
  const streams: MediaStream[] = [];
  let timer: ReturnType<typeof setInterval> | undefined;
  const getUserMedia = async (): Promise<MediaStream> => {
    if (!modules) throw new DOMException('not allowed', 'NotAllowedError');
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = modules.length * MODULE_PX;
    const context = canvas.getContext('2d')!;
    const draw = (): void => {
      context.fillStyle = '#fff';
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.fillStyle = '#000';
      for (const [y, row] of modules.entries()) {
        for (const [x, dark] of row.entries()) {
          if (dark) context.fillRect(x * MODULE_PX, y * MODULE_PX, MODULE_PX, MODULE_PX);
        }
      }
    };
    draw();
    // A canvas that does not change gives no frames.
    timer = setInterval(draw, 50);
    const stream = canvas.captureStream();
    streams.push(stream);
    return stream;
  };
  // Own properties, over those of the prototype; a page without a camera has no `mediaDevices` at all.
  Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia }, configurable: true });
  return {
    streams,
    remove: () => {
      clearInterval(timer);
      Reflect.deleteProperty(navigator, 'mediaDevices');
    },
  };
}
