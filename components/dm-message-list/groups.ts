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
  // Each day once: finding it costs more than anything else here.
  const days = messages.map(day);
  const joined = messages.map((message, index) => {
    const before = messages[index - 1];
    return before !== undefined && days[index - 1] === days[index] && together(before, message);
  });
  return messages.map((message, index) => {
    const [joinsBefore, joinsAfter] = [joined[index], joined[index + 1]];
    const place = joinsBefore ? (joinsAfter ? 'middle' : 'last') : joinsAfter ? 'first' : 'single';
    return { message, place, newDay: days[index - 1] !== days[index] };
  });
}

const together = (a: DMMessage, b: DMMessage): boolean =>
  a.direction === b.direction && b.timestamp - a.timestamp < GROUP_MS;

const day = ({ timestamp }: DMMessage): string => new Date(timestamp).toDateString();
