/** Starts a recipe the way its README says: in a folder of its own, with the package that would be published. */
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { env } from 'node:process';
import express from 'express';
import { EmptyProject, ROOT } from '../package/project.js';

export const RECIPES = join(ROOT, 'demo/recipes');
/** A recipe says where it is within this time. Milliseconds. */
const START_MS = 60_000;

export interface Started {
  /** Ends in a slash. */
  readonly url: string;
  close(): Promise<unknown>;
}

/** The recipes, each copied beside the packages that its README installs. */
export class RecipeBook {
  #copies = 0;

  private constructor(private readonly project: EmptyProject) {}

  static async open(): Promise<RecipeBook> {
    return new RecipeBook(await EmptyProject.make());
  }

  /** The files of a recipe, and what the `npm install` of its README brings: the rest of it is borrowed from this clone. */
  copy(name: string): RecipeFolder {
    const folder = join(this.project.folder, `${name}-${++this.#copies}`);
    cpSync(join(RECIPES, name), folder, { recursive: true });
    // As `npm install` makes it in an empty folder.
    writeFileSync(join(folder, 'package.json'), '{}');
    const recipe = new RecipeFolder(folder, commandsOf(join(folder, 'README.md')));
    recipe.provide('dm-elements', join(this.project.folder, 'node_modules', 'dm-elements'));
    for (const each of recipe.installs) {
      if (each === 'dm-elements') continue;
      recipe.provide(each, join(ROOT, 'node_modules', each));
      // The package itself may ask for it, as a peer.
      this.project.borrow(each);
    }
    return recipe;
  }

  close(): void {
    this.project.remove();
  }
}

/** Lines of the first `sh` block. */
const commandsOf = (readme: string): string[] =>
  (/^```sh\n([\s\S]*?)^```$/m.exec(readFileSync(readme, 'utf8'))?.[1] ?? '').split('\n').filter(Boolean);

export class RecipeFolder {
  constructor(
    readonly path: string,
    private readonly commands: readonly string[],
  ) {}

  /** Names of packages. */
  get installs(): readonly string[] {
    return (
      this.#command(/^npm install /)
        ?.split(' ')
        .slice(2) ?? []
    );
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
    return this.#run(/\bnode server\.js$/, '', { ...variables, PORT: '0' });
  }

  /** Runs Vite's server, by the README's line. */
  vite(): Promise<Started> {
    return this.#run(/^npx vite$/, ' --port 0 --host localhost', {});
  }

  /** Copies the files for a script tag by the README's line, and serves the folder in place of `npx serve`. */
  async files(): Promise<Started> {
    const copying = this.#shell(this.#line(/^cp -r /), {});
    const code = await new Promise((resolve) => copying.once('exit', resolve));
    if (code !== 0) throw new Error(`cp ended with ${String(code)}`);
    this.#line(/^npx serve$/);
    const server = createServer(express().use(express.static(this.path)));
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    return {
      url: `http://localhost:${(server.address() as AddressInfo).port}/`,
      close: async () => {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  }

  #command(pattern: RegExp): string | undefined {
    return this.commands.find((line) => pattern.test(line));
  }

  #line(pattern: RegExp): string {
    const line = this.#command(pattern);
    if (!line) throw new Error(`no line ${String(pattern)} in ${join(this.path, 'README.md')}`);
    return line;
  }

  #shell(line: string, variables: NodeJS.ProcessEnv): ChildProcess {
    return spawn('sh', ['-c', line], {
      cwd: this.path,
      // A group of its own: npx and the shell start others. What is not there is not fetched.
      detached: true,
      env: { ...env, NO_COLOR: '1', npm_config_offline: 'true', ...variables },
    });
  }

  async #run(pattern: RegExp, options: string, variables: NodeJS.ProcessEnv): Promise<Started> {
    const child = this.#shell(`${this.#line(pattern)}${options}`, variables);
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const close = async (): Promise<void> => {
      if (child.exitCode === null && child.pid) process.kill(-child.pid, 'SIGTERM');
      await ended;
    };
    let said = '';
    const url = new Promise<string>((resolve) => {
      const hear = (data: Buffer): void => {
        said += data.toString();
        const [found] = /http:\/\/localhost:\d+\//.exec(said) ?? [];
        if (found) resolve(found);
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
