/** How a transcript is cut for the eye: days, and runs of one author. */
import type { DMMessage } from '../../src/session/types.js';

/** Messages of one author closer than this stand together. Milliseconds. */
const GROUP_MS = 5 * 60_000;

export type GroupPlace = 'first' | 'middle' | 'last' | 'single';

export interface Row {
  readonly message: DMMessage;
  readonly place: GroupPlace;
  /** The first message of its day, by our own clock. */
  readonly newDay: boolean;
}

export function rows(messages: readonly DMMessage[]): Row[] {
  return messages.map((message, index) => {
    const [before, after] = [messages[index - 1], messages[index + 1]];
    const joinsBefore = before !== undefined && together(before, message);
    const joinsAfter = after !== undefined && together(message, after);
    const place = joinsBefore ? (joinsAfter ? 'middle' : 'last') : joinsAfter ? 'first' : 'single';
    return { message, place, newDay: !before || day(before) !== day(message) };
  });
}

const together = (a: DMMessage, b: DMMessage): boolean =>
  a.direction === b.direction && b.timestamp - a.timestamp < GROUP_MS && day(a) === day(b);

const day = ({ timestamp }: DMMessage): string => new Date(timestamp).toDateString();
