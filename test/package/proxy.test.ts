/** The relay behind nginx, as docs/signaling.md has it: with a certificate, and with the addresses that people come from. */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { WebSocket } from 'ws';
import { freePort } from '../helpers/redis.js';
import { startRelay, type TestRelay } from '../helpers/relay.js';
import { blocks } from './pages.js';

/** What the block stands in. Written into its own folder: the usual ones are for root alone. */
const around = (folder: string, block: string): string => `
daemon off;
pid ${folder}/pid;
error_log stderr notice;
events {}
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(' ')}
  ${block}
}
`;

describe('the relay behind nginx', () => {
  const [block = ''] = blocks('docs/signaling.md', 'nginx');
  const sockets: WebSocket[] = [];
  let relay: TestRelay;
  let nginx: ChildProcess | null = null;
  let folder = '';
  let address = '';

  before(async function () {
    // Elsewhere than on Debian nobody installs it.
    if (spawnSync('nginx', ['-v']).error) return this.skip();
    folder = mkdtempSync(join(tmpdir(), 'dm-elements-nginx-'));
    const certificate = ['-keyout', join(folder, 'privkey.pem'), '-out', join(folder, 'fullchain.pem')];
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=localhost'];
    execFileSync('openssl', ['req', '-x509', ...kind, ...certificate], { stdio: 'ignore' });
    relay = await startRelay({
      trustProxy: true,
      limits: { socketsPerAddress: 1 },
      turn: { urls: ['turn:turn.example.com'], secret: 'shared with coturn' },
    });
    const port = await freePort();
    const own = block
      .replace('listen 443', `listen 127.0.0.1:${port}`)
      .replaceAll('/etc/letsencrypt/live/dm.example.com', folder)
      .replace('127.0.0.1:8787', `127.0.0.1:${relay.port}`);
    writeFileSync(join(folder, 'nginx.conf'), around(folder, own));
    const child = spawn('nginx', ['-e', 'stderr', '-p', folder, '-c', join(folder, 'nginx.conf')]);
    nginx = child;
    await new Promise<void>((resolve, reject) => {
      let said = '';
      child.once('exit', () => reject(new Error(said)));
      child.stderr.on('data', (data: Buffer) => {
        said += data.toString();
        if (said.includes('start worker process ')) resolve();
      });
    });
    address = `localhost:${port}`;
  });
  after(async () => {
    for (const socket of sockets) socket.terminate();
    if (nginx?.exitCode === null) {
      const over = new Promise((resolve) => nginx?.once('exit', resolve));
      nginx.kill('SIGTERM');
      await over;
    }
    await relay?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  /** Says hello from an address of this machine. What the relay says to that, or the code that it closes with. */
  function enters(from: string, id: string, headers = {}): Promise<unknown> {
    const socket = new WebSocket(`wss://${address}/`, { localAddress: from, rejectUnauthorized: false, headers });
    sockets.push(socket);
    socket.once('open', () => socket.send(JSON.stringify({ t: 'hello', v: 1, id })));
    return new Promise((resolve, reject) => {
      socket.once('message', (data: Buffer) => resolve((JSON.parse(data.toString()) as { t: string }).t));
      socket.once('close', resolve);
      socket.once('error', reject);
    });
  }

  const status = (path: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      get(`https://${address}${path}`, { rejectUnauthorized: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).once('error', reject);
    });

  it('is reached over wss, and counts people by their own addresses, whatever they write into a header', async () => {
    expect(await enters('127.0.0.2', 'alice')).to.equal('welcome');
    expect(await enters('127.0.0.3', 'bob')).to.equal('welcome');
    expect(await enters('127.0.0.2', 'mallory', { 'x-forwarded-for': '192.0.2.1' })).to.equal(4409);
  });

  it('gives out credentials for TURN, and keeps its numbers for itself', async () => {
    expect(await status('/healthz')).to.equal(200);
    expect(await status('/ice?id=alice')).to.equal(200);
    expect(await status('/metrics')).to.equal(404);
  });
});
