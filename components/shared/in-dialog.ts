/** Escape in an open dialog closes that dialog, and nothing around it. */
export const isInDialog = (event: Event): boolean =>
  event.composedPath().some((target) => target instanceof HTMLDialogElement && target.open);
