/** A server to measure, in a process of its own (relay-server.ts). */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface ServerStats {
  /** Bytes. */
  readonly rss: number;
  /** Seconds of processor time. */
  readonly cpu: number;
}

export class ServerProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {}

  static async start(name: string, port = 0): Promise<ServerProcess> {
    const child = fork(fileURLToPath(new URL('./relay-server.ts', import.meta.url)), [name, String(port)], {
      execArgv: ['--import', 'tsx', '--expose-gc'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const [said] = (await once(child, 'message')) as [{ port: number }];
    return new ServerProcess(child, said.port);
  }

  async stats(): Promise<ServerStats> {
    this.child.send('stats');
    const [said] = (await once(this.child, 'message')) as [ServerStats];
    return said;
  }

  async stop(): Promise<void> {
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }
}
