/** The SignalR hub of `server/aspnet`, built once and started for real. Node only; needs the .NET SDK. */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../../server/aspnet/dm-signaling.csproj', import.meta.url));
const BUILD_MS = 180_000;

export const hasDotnet = (): boolean => {
  const { status, stdout } = spawnSync('dotnet', ['--list-sdks'], { encoding: 'utf8' });
  return status === 0 && /^1\d\./m.test(stdout);
};

export interface TestHub {
  /** `http://127.0.0.1:<port>/hub` */
  readonly url: string;
  /** Everything it has written so far. */
  readonly log: () => string;
  /** Resolves when it has written that. */
  logs(pattern: RegExp): Promise<void>;
  close(): Promise<void>;
}

export class HubBuild {
  readonly #folder = mkdtempSync(join(tmpdir(), 'dm-elements-hub-'));

  /** Outside the tree, so that nothing of it is left there. */
  constructor() {
    const objects = join(this.#folder, 'obj/');
    const args = ['build', PROJECT, '-c', 'Release', '-o', join(this.#folder, 'out'), '--nologo', '-v', 'q'];
    execFileSync('dotnet', [...args, `-p:BaseIntermediateOutputPath=${objects}`], {
      timeout: BUILD_MS,
      env: { ...env, DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1' },
    });
  }

  async start(settings: Record<string, string>, port = 0): Promise<TestHub> {
    const program = join(this.#folder, 'out', 'dm-signaling.dll');
    const child = spawn('dotnet', [program, '--urls', `http://127.0.0.1:${port}`], { env: { ...env, ...settings } });
    let log = '';
    child.stdout.on('data', (data: Buffer) => (log += data.toString()));
    child.stderr.on('data', (data: Buffer) => (log += data.toString()));
    const origin = await new Promise<string>((resolve, reject) => {
      child.stdout.on('data', () => {
        const address = /Now listening on: (http:\S+)/.exec(log)?.[1];
        if (address) resolve(address);
      });
      child.once('exit', (code) => reject(new Error(`the hub ended with ${code}:\n${log}`)));
    });
    const logs = (pattern: RegExp): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!pattern.test(log)) return;
          child.stdout.off('data', look);
          resolve();
        };
        child.stdout.on('data', look);
        look();
      });
    return { url: `${origin}/hub`, log: () => log, logs, close: () => stop(child) };
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}
