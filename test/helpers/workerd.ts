/** The recipe of demo/recipes/cloudflare on a real workerd, Cloudflare's own runtime, on a loopback port. Node only. */
import { spawn, type ChildProcess } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { WebSocket } from 'ws';
import { partyUrl, roomOf } from '../../src/signaling/party.js';
import { WebSocketAdapter } from '../../src/signaling/websocket.js';
import { freePort } from './redis.js';
import { RawSocket } from './relay.js';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const RECIPE = join(ROOT, 'demo', 'recipes', 'cloudflare');

/** What the recipe's wrangler.jsonc says, for `workerd` alone. */
interface WranglerConfig {
  readonly main: string;
  readonly compatibility_date: string;
  readonly durable_objects: { readonly bindings: readonly { readonly name: string; readonly class_name: string }[] };
  readonly migrations: readonly { readonly new_sqlite_classes: readonly string[] }[];
  readonly vars: Readonly<Record<string, string>>;
}

async function readRecipe(folder: string): Promise<WranglerConfig> {
  const text = await readFile(join(folder, 'wrangler.jsonc'), 'utf8');
  return JSON.parse(text.replaceAll(/^\s*\/\/.*$/gm, '').replaceAll(/,(?=\s*[}\]])/g, '')) as WranglerConfig;
}

function capnp(port: number, recipe: WranglerConfig, env: Readonly<Record<string, string>>): string {
  const text = JSON.stringify;
  const classes = recipe.migrations.flatMap(({ new_sqlite_classes: names }) => names);
  const bindings = [
    ...recipe.durable_objects.bindings.map(
      (each) => `(name = ${text(each.name)}, durableObjectNamespace = ${text(each.class_name)})`,
    ),
    ...Object.entries(env).map(([name, value]) => `(name = ${text(name)}, text = ${text(value)})`),
  ];
  const objects = classes.map((name) => `(className = ${text(name)}, uniqueKey = ${text(name)}, enableSql = true)`);
  return `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "relay", worker = .relay),
    (name = "disk", disk = (path = "storage", writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "relay")],
);
const relay :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = ${text(recipe.compatibility_date)},
  bindings = [${bindings.join(', ')}],
  durableObjectNamespaces = [${objects.join(', ')}],
  durableObjectStorage = (localDisk = "disk"),
);
`;
}

export class TestWorker {
  #process: ChildProcess | null = null;
  #said = '';
  readonly #listeners = new Set<() => void>();

  private constructor(
    readonly port: number,
    private readonly folder: string,
  ) {}

  /**
   * @param env all variables; of what is deployed those that differ from its wrangler.jsonc, and the secrets
   * @param deployed a copy of the recipe, and what wrangler made of it; without it the relay of this tree is built
   */
  static async start(
    env: Readonly<Record<string, string>> = { DM_ANONYMOUS: '1' },
    deployed?: { readonly folder: string; readonly bundle: string },
  ): Promise<TestWorker> {
    const folder = await mkdtemp(join(tmpdir(), 'dm-worker-'));
    const worker = new TestWorker(await freePort(), folder);
    const recipe = await readRecipe(deployed?.folder ?? RECIPE);
    const variables = deployed ? { ...recipe.vars, ...env } : env;
    await mkdir(join(folder, 'storage'));
    const outfile = join(folder, 'worker.js');
    if (deployed) await copyFile(deployed.bundle, outfile);
    else {
      await build({
        entryPoints: [join(RECIPE, recipe.main)],
        alias: { 'dm-elements/server/worker.js': join(ROOT, 'server', 'worker', 'worker.ts') },
        outfile,
        bundle: true,
        format: 'esm',
        target: 'es2022',
        external: ['cloudflare:workers'],
        logLevel: 'error',
      });
    }
    await writeFile(join(folder, 'config.capnp'), capnp(worker.port, recipe, variables));
    await worker.start();
    return worker;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get signaling(): string {
    return `party://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const bin = join(ROOT, 'node_modules', '.bin', 'workerd');
    const child = spawn(bin, ['serve', 'config.capnp'], { cwd: this.folder, detached: true });
    this.#process = child;
    const hear = (data: Buffer): void => {
      this.#said += data.toString();
      for (const listener of this.#listeners) listener();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', () => (this.#process = null));
    while (this.#process && !(await fetch(`http://127.0.0.1:${this.port}/healthz`).catch(() => null))?.ok) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    if (!this.#process) throw new Error(`workerd ended: ${this.#said}`);
  }

  /** At once, as a machine that fails. */
  stop(): Promise<void> {
    const child = this.#process;
    if (!child?.pid) return Promise.resolve();
    const { pid } = child;
    return new Promise((resolve) => {
      child.once('exit', () => resolve());
      // The program may be a script that starts the binary: both of them.
      process.kill(-pid, 'SIGKILL');
    });
  }

  async close(): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** The log so far: lines of JSON, and what the runtime says itself. */
  get log(): string {
    return this.#said;
  }

  logs(text: string): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!this.#said.includes(text)) return;
        this.#listeners.delete(look);
        resolve();
      };
      this.#listeners.add(look);
      look();
    });
  }

  page(getToken?: () => Promise<string>): WebSocketAdapter {
    return new WebSocketAdapter(partyUrl(this.signaling.slice('party:'.length)), {
      WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
      ...(getToken && { getToken }),
    });
  }

  /** A socket at the mailbox of `user`. */
  async raw(user: string, query = ''): Promise<RawSocket> {
    const address = `ws://127.0.0.1:${this.port}/parties/mailbox/${await roomOf(user)}${query}`;
    return RawSocket.open(address, {});
  }
}
