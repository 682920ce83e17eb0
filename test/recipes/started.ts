/** Starts a recipe the way its README says: in a folder of its own, with the package that would be published. */
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { env } from 'node:process';
import { answers, onLoopback } from '../helpers/coturn.js';
import { freePort } from '../helpers/redis.js';
import { blocks } from '../package/pages.js';
import { EmptyProject, ROOT } from '../package/project.js';

export const RECIPES = join(ROOT, 'demo/recipes');
/** A recipe says where it is within this time. Milliseconds. */
const START_MS = 60_000;
/** It asks nobody whether there is a newer one, and tells nobody that it ran. */
const QUIET_WRANGLER = { WRANGLER_HIDE_BANNER: 'true', WRANGLER_SEND_METRICS: 'false' };

export interface Started {
  /** Ends in a slash. */
  readonly url: string;
  close(): Promise<unknown>;
}

/** The recipes, each copied beside the packages that its README installs. */
export class RecipeBook {
  readonly #run = new Set<string>();
  #copies = 0;

  private constructor(private readonly project: EmptyProject) {}

  static async open(): Promise<RecipeBook> {
    return new RecipeBook(await EmptyProject.make());
  }

  /** The files of a recipe, and what `npm install` and `npx` of its README bring: but for ours, from this clone. */
  copy(name: string): RecipeFolder {
    const folder = join(this.project.folder, `${name}-${++this.#copies}`);
    cpSync(join(RECIPES, name), folder, { recursive: true });
    // As `npm install` makes it in an empty folder.
    writeFileSync(join(folder, 'package.json'), '{}');
    const recipe = new RecipeFolder(folder, commandsOf(name), (line) => this.#run.add(`${name}: ${line}`));
    for (const each of new Set([...recipe.installs, ...recipe.fetches])) {
      const from = each === 'dm-elements' ? this.project.folder : ROOT;
      recipe.provide(each, join(from, 'node_modules', each));
      // The package itself may ask for it, as a peer.
      this.project.borrow(each);
    }
    return recipe;
  }

  /** Lines of the READMEs that no copy has run. */
  get left(): readonly string[] {
    const lines = readdirSync(RECIPES).flatMap((name) => commandsOf(name).map((line) => `${name}: ${line}`));
    return lines.filter((line) => !this.#run.has(line));
  }

  close(): void {
    this.project.remove();
  }
}

/** A line that names a port, with another. */
const on = (port: number, line: string): string =>
  line.replace(/(--port |--urls http:\/\/localhost:)\d+/, (_, words: string) => `${words}${port}`);

/** Resolves when somebody listens there: what is started in the background says so into a file. */
async function answersHttp(url: string): Promise<void> {
  while (!(await fetch(url).catch(() => null))) await new Promise((resolve) => setTimeout(resolve, 100));
}

/** Lines for a shell in its README. */
const commandsOf = (recipe: string): string[] =>
  blocks(join('demo/recipes', recipe, 'README.md'), 'sh')
    .join('')
    .split('\n')
    .filter(Boolean);

export class RecipeFolder {
  constructor(
    readonly path: string,
    private readonly commands: readonly string[],
    /** One of them is run now. */
    private readonly onRun: (line: string) => void,
  ) {}

  /** Names of packages. */
  get installs(): readonly string[] {
    const line = this.#command(/^npm install /);
    if (line) this.onRun(line);
    return line?.split(' ').slice(2) ?? [];
  }

  /** Names of packages that npx would fetch. */
  get fetches(): readonly string[] {
    return this.commands.flatMap((line) => /^npx (\S+)/.exec(line)?.[1] ?? []);
  }

  /** Makes a package, and the program of its name, visible there. */
  provide(name: string, from: string): void {
    const modules = join(this.path, 'node_modules');
    const target = join(modules, name);
    mkdirSync(dirname(target), { recursive: true });
    symlinkSync(from, target);
    const { bin } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as { bin?: Record<string, string> };
    mkdirSync(join(modules, '.bin'), { recursive: true });
    for (const [program, file] of Object.entries(bin ?? {})) {
      symlinkSync(join(target, file), join(modules, '.bin', program));
    }
  }

  /** Runs its own server, by the README's line. */
  serve(variables: NodeJS.ProcessEnv = {}): Promise<Started> {
    return this.#run(this.#line(/\bnode server\.js$/), { ...variables, PORT: '0' });
  }

  /** Runs Vite's server, by the README's line. */
  vite(): Promise<Started> {
    return this.#run(`${this.#line(/^npx vite$/)} --port 0 --host localhost`, {});
  }

  /** Copies the files for a script tag, and serves the folder, by the README's lines. */
  async files(): Promise<Started> {
    await this.#done(this.#line(/^cp -r /));
    return this.#run(on(await freePort(), this.#line(/^npx sirv-cli /)), {});
  }

  /** Its own server, and coturn beside it on `port`, by the README's lines. */
  async serveWithTurn(port: number, secret: string): Promise<Started> {
    const lines = [
      this.#line(/^export /)
        .replace('$(openssl rand -hex 32)', secret)
        .replace('turn.example.com:3478', `127.0.0.1:${port}?transport=udp`),
      this.#line(/^turnserver /).replace(/ &$/, ` ${onLoopback(port, this.path)} >turnserver.log &`),
      this.#line(/^node server\.js$/),
    ];
    const server = await this.#run(lines.join('\n'), { PORT: '0' });
    await answers('127.0.0.1', port);
    return server;
  }

  /** The files for a script tag, and the hub on ASP.NET Core of a copy of its project, by the README's lines. */
  async filesWithHub(): Promise<Started & { readonly hub: string }> {
    cpSync(join(ROOT, 'server/aspnet'), join(this.path, 'server/aspnet'), { recursive: true });
    const [pages, hub] = [await freePort(), await freePort()];
    const lines = [
      on(hub, this.#line(/ dotnet run /))
        .replace('http://localhost:3000', `http://localhost:${pages}`)
        .replace(/ &$/, ' >hub.log 2>&1 &'),
      this.#line(/^cp -r /),
      on(pages, this.#line(/^npx sirv-cli /)),
    ];
    const started = await this.#run(lines.join('\n'), { DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1' });
    await answersHttp(`http://localhost:${hub}/`);
    return { ...started, hub: `http://localhost:${hub}/hub` };
  }

  /** What the README's line would upload to Cloudflare, without the account that takes it. Path of the bundle. */
  async deploy(): Promise<string> {
    await this.#done(`${this.#line(/^npx wrangler deploy$/)} --dry-run --outdir deployed`);
    return join(this.path, 'deployed', 'worker.js');
  }

  #command(pattern: RegExp): string | undefined {
    return this.commands.find((line) => pattern.test(line));
  }

  #line(pattern: RegExp): string {
    const line = this.#command(pattern);
    if (!line) throw new Error(`no line ${String(pattern)} in ${join(this.path, 'README.md')}`);
    this.onRun(line);
    return line;
  }

  #shell(line: string, variables: NodeJS.ProcessEnv): ChildProcess {
    return spawn('sh', ['-c', line], {
      cwd: this.path,
      // A group of its own: npx and the shell start others. What is not there is not fetched.
      detached: true,
      env: { ...env, NO_COLOR: '1', npm_config_offline: 'true', ...QUIET_WRANGLER, ...variables },
    });
  }

  async #done(line: string): Promise<void> {
    const child = this.#shell(line, {});
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => (said += data.toString()));
    const code = await new Promise((resolve) => child.once('close', resolve));
    if (code !== 0) throw new Error(`"${line}" ended with ${String(code)}:\n${said}`);
  }

  async #run(line: string, variables: NodeJS.ProcessEnv): Promise<Started> {
    const child = this.#shell(line, variables);
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const close = async (): Promise<void> => {
      if (child.exitCode === null && child.pid) process.kill(-child.pid, 'SIGTERM');
      await ended;
    };
    let said = '';
    const url = new Promise<string>((resolve) => {
      const hear = (data: Buffer): void => {
        said += data.toString();
        // Some end it with a slash.
        const [, found] = /(http:\/\/localhost:\d+)\/?\s/.exec(said) ?? [];
        if (found) resolve(`${found}/`);
      };
      child.stdout?.on('data', hear);
      child.stderr?.on('data', hear);
    });
    const found = await Promise.race([
      url,
      ended,
      new Promise<void>((resolve) => setTimeout(resolve, START_MS).unref()),
    ]);
    if (found) return { url: found, close };
    await close();
    throw new Error(`${this.path} has not said where it is:\n${said}`);
  }
}
