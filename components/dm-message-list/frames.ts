/** When a list is drawn, and which day it is then. */

/** A page in the background has no frames. Milliseconds. */
const NO_FRAME_MS = 100;

export const nextFrame = (): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, NO_FRAME_MS);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      resolve();
    });
  });

export const startOfDay = (timestamp: number): number => new Date(timestamp).setHours(0, 0, 0, 0);
