/** An empty project outside of the tree, into which the packed package is installed as a site would. */
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
const SAMPLES = fileURLToPath(new URL('samples', import.meta.url));

export interface PackedFile {
  readonly path: string;
}

export class EmptyProject {
  private constructor(
    readonly folder: string,
    readonly tarball: string,
    readonly packed: readonly string[],
  ) {}

  /** Packs `dist/` as it is, and installs that. */
  static async make(): Promise<EmptyProject> {
    const folder = mkdtempSync(join(tmpdir(), 'dm-elements-package-'));
    const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      cwd: ROOT,
      maxBuffer: 1 << 26,
    });
    // npm 11 lists packages in an array, later ones by their name.
    const report = JSON.parse(stdout) as Record<string, { filename: string; files: PackedFile[] }>;
    const [{ filename, files }] = Object.values(report) as [{ filename: string; files: PackedFile[] }];
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
    const tarball = join(folder, filename);
    await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', tarball], {
      cwd: folder,
    });
    cpSync(SAMPLES, join(folder, 'samples'), { recursive: true });
    return new EmptyProject(
      folder,
      tarball,
      files.map(({ path }) => path),
    );
  }

  write(path: string, text: string): string {
    const target = join(this.folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
    return target;
  }

  /** Makes packages of this clone visible, instead of fetching them again. */
  borrow(...names: readonly string[]): void {
    for (const name of names) {
      const target = join(this.folder, 'node_modules', name);
      if (existsSync(target)) continue;
      mkdirSync(dirname(target), { recursive: true });
      symlinkSync(join(ROOT, 'node_modules', name), target);
    }
  }

  /** Runs a program of Node there. What it prints, or what it prints when it fails. */
  async node(...args: readonly string[]): Promise<{ readonly failed: boolean; readonly output: string }> {
    try {
      const { stdout, stderr } = await run(process.execPath, [...args], { cwd: this.folder, maxBuffer: 1 << 26 });
      return { failed: false, output: `${stdout}${stderr}` };
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      return { failed: true, output: `${stdout}${stderr}` };
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
