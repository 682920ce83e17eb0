/** A line of a network that can be made worse while it runs, see `wire.c`. Node only. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { run } from './command.js';

const SOURCE = fileURLToPath(new URL('wire.c', import.meta.url));

export interface Quality {
  /** Milliseconds added to each packet, each way: half of what a round trip gets. */
  readonly delay?: number;
  /** Share of the packets that are lost, 0 to 1, each way. */
  readonly loss?: number;
  /** Bits per second, each way. Default: no limit. */
  readonly rate?: number;
}

/** Where an end of the wire comes out: a namespace, and the device to make in it. */
export interface WireEnd {
  readonly namespace: string;
  readonly device: string;
}

export class Wire {
  #quality: Quality = {};
  #lost = 0;
  #saying: Promise<void> = Promise.resolve();
  /** Rejects when the program ends. */
  readonly #ended: Promise<never>;

  private constructor(
    private readonly process: ChildProcess,
    private readonly lines: Interface,
  ) {
    this.#ended = once(process, 'exit').then(([code]) => {
      throw new Error(`the wire ended with ${String(code)}`);
    });
    this.#ended.catch(() => {});
  }

  /** Makes both devices. They have no addresses yet, and are down. */
  static async start(one: WireEnd, other: WireEnd): Promise<Wire> {
    const child = spawn(compiled(), [one.namespace, one.device, other.namespace, other.device], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const wire = new Wire(child, createInterface(child.stdout));
    await wire.#answer();
    return wire;
  }

  /** From here on it is like this. What is on its way already is not changed. */
  async set(quality: Quality): Promise<void> {
    this.#quality = quality;
    await this.#say(quality);
  }

  /** Nothing goes through any more, and nobody is told: a phone in a tunnel. */
  cut(): Promise<void> {
    return this.#say({ ...this.#quality, loss: 1 });
  }

  /** How many packets were lost so far, as it was told. */
  async lost(): Promise<number> {
    await this.#say(this.#quality);
    return this.#lost;
  }

  /** As good again as it was. */
  mend(): Promise<void> {
    return this.#say(this.#quality);
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const gone = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await gone;
  }

  #say({ delay = 0, loss = 0, rate = 0 }: Quality): Promise<void> {
    const line = [delay * 1_000, loss * 1_000_000, rate].map(Math.round).join(' ');
    this.#saying = this.#saying.then(async () => {
      const answer = this.#answer();
      this.process.stdin?.write(`${line}\n`);
      await answer;
    });
    return this.#saying;
  }

  async #answer(): Promise<void> {
    const [line] = (await Promise.race([once(this.lines, 'line'), this.#ended])) as [string];
    this.#lost = Number(line);
  }
}

let program: string | null = null;

/** The program, built once a run. */
function compiled(): string {
  if (program && existsSync(program)) return program;
  program = join(mkdtempSync(join(tmpdir(), 'dm-elements-wire-')), 'wire');
  run('cc', ['-O2', '-Wall', '-Wextra', '-o', program, SOURCE]);
  return program;
}
