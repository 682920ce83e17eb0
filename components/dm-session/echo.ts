/** A session's events end at the session; an element tells them once more, and there they bubble. */
import {
  DMEndedEvent,
  DMMessageEvent,
  DMStateChangeEvent,
  DMUnreadChangeEvent,
  DMVerifyChangeEvent,
} from '../../src/events.js';
import type { SessionEvent } from '../shared/session-controller.js';

/** The same event, to be dispatched again; `null` for those that only say that something is to be rendered. */
export function copyOf(event: SessionEvent): Event | null {
  if (event instanceof DMStateChangeEvent) return new DMStateChangeEvent(event.state, event.previous, event.reason);
  if (event instanceof DMMessageEvent) return new DMMessageEvent(event.id, event.direction, event.kind);
  if (event instanceof DMVerifyChangeEvent) return new DMVerifyChangeEvent(event.level);
  if (event instanceof DMUnreadChangeEvent) return new DMUnreadChangeEvent(event.count);
  if (event instanceof DMEndedEvent) return new DMEndedEvent(event.reason, event.by);
  return null;
}
