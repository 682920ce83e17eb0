/** A real TURN server (coturn) on a port of its own, on loopback unless told otherwise. Node only. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './redis.js';

export const hasCoturn = (): boolean => spawnSync('turnserver', ['--version']).error === undefined;

/** Options of turnserver: on this port of a loopback address, with what it writes in `folder`. */
const on = (address: string, port: number, folder: string): string[] => [
  '-n',
  ...['--listening-ip', address, '--relay-ip', address, '--listening-port', String(port)],
  ...['--no-tls', '--no-dtls', '--no-cli', '--allow-loopback-peers', '--log-file', 'stdout', '--simple-log'],
  ...['--pidfile', join(folder, 'pid'), '--userdb', join(folder, 'db')],
];

/** The same, for a line of a shell. */
export const onLoopback = (port: number, folder: string): string => on('127.0.0.1', port, folder).join(' ');

export class TestCoturn {
  private constructor(
    readonly port: number,
    private readonly address: string,
    private readonly process: ChildProcess,
    private readonly folder: string,
  ) {}

  /** Checks credentials made with `secret`. */
  static async start(
    secret: string,
    { address = '127.0.0.1', port: wanted }: { readonly address?: string; readonly port?: number } = {},
  ): Promise<TestCoturn> {
    const port = wanted ?? (await freePort());
    const folder = mkdtempSync(join(tmpdir(), 'dm-elements-coturn-'));
    const child = spawn('turnserver', [
      ...on(address, port, folder),
      ...['--use-auth-secret', '--static-auth-secret', secret, '--realm', 'test'],
    ]);
    let said = '';
    child.stdout.on('data', (data: Buffer) => (said += data.toString()));
    const ended = new Promise<never>((_resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`turnserver ended with ${code}: ${said}`)));
    });
    ended.catch(() => {});
    await Promise.race([answers(address, port), ended]);
    return new TestCoturn(port, address, child, folder);
  }

  accepts(username: string, credential: string): Promise<boolean> {
    return accepts(this.port, username, credential, this.address);
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const gone = new Promise((resolve) => this.process.once('exit', resolve));
      this.process.kill('SIGKILL');
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Makes allocations and sends through them, as coturn's own client does. `false`: refused. */
export function accepts(port: number, username: string, credential: string, address = '127.0.0.1'): Promise<boolean> {
  const args = ['-y', '-n', '1', '-m', '1', '-u', username, '-w', credential, '-p', String(port), address];
  const client = spawn('timeout', ['20', 'turnutils_uclient', ...args], { stdio: 'ignore' });
  return new Promise((resolve) => client.once('exit', (code) => resolve(code === 0)));
}

/** Resolves when a STUN binding request (RFC 8489 section 6) is answered; it says in no other way that it is ready. */
export function answers(address: string, port: number): Promise<void> {
  const request = Buffer.concat([Buffer.from('000100002112a442', 'hex'), Buffer.alloc(12, 7)]);
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    const asking = setInterval(() => socket.send(request, port, address), 50);
    socket.once('message', () => {
      clearInterval(asking);
      socket.close();
      resolve();
    });
  });
}
