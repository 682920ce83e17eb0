/** Why the network lab cannot run here, or `null`. */
export function whyNoLab(): string | null;
/** Runs Node in namespaces of its own, for at most `limit` milliseconds; its exit code, or a word for another ending. */
export function runInLab(
  args: readonly string[],
  limit: number,
  variables?: Readonly<Record<string, string>>,
): Promise<number | string>;
