/** A client's events end at the client; the element that made it tells them once more, and there they bubble. */
import { DMErrorEvent, DMRequestEvent, DMStatusEvent } from '../../src/events.js';

/** Dispatches a copy of `dm-request`, `dm-error` or `dm-status` at `element`; a page that cancels it cancels the first. */
export function echoClient(element: Element, event: Event): void {
  if (event instanceof DMRequestEvent) {
    if (!element.dispatchEvent(new DMRequestEvent(event.session))) event.preventDefault();
  } else if (event instanceof DMErrorEvent) element.dispatchEvent(new DMErrorEvent(event.code, event.recoverable));
  else if (event instanceof DMStatusEvent) element.dispatchEvent(new DMStatusEvent(event.signaling));
}
