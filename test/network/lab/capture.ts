/** What passes by a person: every packet of their access, caught and read by tshark. Node only. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './command.js';
import type { Who } from './network.js';

/** Where tshark finds addresses: of the packets, and in all that STUN and TURN say (RFC 8489, RFC 8656). */
const ADDRESSES = ['ip.src', 'ip.dst', 'ipv6.src', 'ipv6.dst', 'stun.att.ipv4', 'stun.att.ipv4-xord'];

export class Capture {
  private constructor(
    private readonly file: string,
    private readonly process: ChildProcess,
  ) {}

  /** Catches all that comes to this person or leaves them, from here on. */
  static async start(who: Who): Promise<Capture> {
    const file = join(mkdtempSync(join(tmpdir(), 'capture-')), 'packets.pcapng');
    const args = ['netns', 'exec', who, 'tshark', '-i', 'eth0', '-w', file];
    const tshark = spawn('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    await new Promise<void>((resolve, reject) => {
      tshark.stderr.on('data', (data: Buffer) => {
        said += data.toString();
        if (said.includes('Capturing on')) resolve();
      });
      tshark.once('exit', () => reject(new Error(`tshark ended: ${said}`)));
    });
    return new Capture(file, tshark);
  }

  /** Nothing is caught any more, and what was can be read. */
  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const gone = once(this.process, 'exit');
    this.process.kill('SIGINT');
    await gone;
  }

  /** Every address that is named anywhere in the packets, once. */
  addresses(): ReadonlySet<string> {
    const fields = ADDRESSES.flatMap((field) => ['-e', field]);
    const table = run('tshark', ['-r', this.file, '-T', 'fields', '-E', 'separator=,', ...fields]);
    return new Set(table.split(/[\s,]+/).filter(Boolean));
  }

  /** Whether these words, or bytes, pass by in any form that a person could read without a key. */
  shows(words: string | Uint8Array): boolean {
    const bytes = readFileSync(this.file);
    return readableForms(words).some((form) => bytes.includes(form));
  }
}

/** As they are, UTF-16, hexadecimal, and base64 (of both alphabets) from each of the three offsets. */
function readableForms(words: string | Uint8Array): readonly Buffer[] {
  const plain = Buffer.from(words as string);
  const base64 = [0, 1, 2].flatMap((offset) => {
    const shifted = Buffer.concat([Buffer.alloc(offset), plain]);
    // The letters at both ends also depend on the neighbours.
    const inner = (text: string): string => text.replace(/=*$/, '').slice(offset === 0 ? 0 : offset + 1, -2);
    return [inner(shifted.toString('base64')), inner(shifted.toString('base64url'))];
  });
  const utf16 = typeof words === 'string' ? [Buffer.from(words, 'utf16le')] : [];
  return [plain, ...utf16, ...[plain.toString('hex'), ...base64].map((text) => Buffer.from(text))];
}
