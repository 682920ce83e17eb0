/** A real TURN server (coturn) on a port of its own, on loopback unless told otherwise. Node only. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './redis.js';

export const hasCoturn = (): boolean => spawnSync('turnserver', ['--version']).error === undefined;

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
      '-n',
      ...['--listening-ip', address, '--relay-ip', address, '--listening-port', String(port)],
      ...['--use-auth-secret', '--static-auth-secret', secret, '--realm', 'test'],
      ...['--no-tls', '--no-dtls', '--no-cli', '--allow-loopback-peers', '--log-file', 'stdout', '--simple-log'],
      ...['--pidfile', join(folder, 'pid'), '--userdb', join(folder, 'db')],
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

  /** Makes allocations and sends through them, as coturn's own client does. `false`: refused. */
  accepts(username: string, credential: string): Promise<boolean> {
    const args = ['-y', '-n', '1', '-m', '1', '-u', username, '-w', credential, '-p', String(this.port), this.address];
    const client = spawn('timeout', ['20', 'turnutils_uclient', ...args], { stdio: 'ignore' });
    return new Promise((resolve) => client.once('exit', (code) => resolve(code === 0)));
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

/** Resolves when a STUN binding request (RFC 8489 section 6) is answered; it says in no other way that it is ready. */
function answers(address: string, port: number): Promise<void> {
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
