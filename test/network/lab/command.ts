/** Commands of the system that the lab is made of. Node only. */
import { spawnSync } from 'node:child_process';

/** Milliseconds. None of them waits for anything. */
const LIMIT_MS = 20_000;

/** Runs a command to its end. Throws, with what it said, when it fails. */
export function run(command: string, args: readonly string[], input = ''): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { input, encoding: 'utf8', timeout: LIMIT_MS });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`);
  return stdout;
}

/** `ip` in a namespace, one command per line; in ours without a name. */
export function ip(namespace: string | null, ...lines: readonly string[]): void {
  run('ip', [...(namespace === null ? [] : ['-n', namespace]), '-batch', '-'], `${lines.join('\n')}\n`);
}

/** A command in a namespace. */
export function inside(namespace: string, command: string, args: readonly string[], input = ''): string {
  return run('ip', ['netns', 'exec', namespace, command, ...args], input);
}
