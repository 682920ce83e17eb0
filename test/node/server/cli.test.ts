import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../../server/node/cli.ts', import.meta.url));

/** Runs the command until it exits or has printed `until`; resolves with what it printed. */
function run(args: string[], until?: string): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const take = (part: Buffer): void => {
      output += part.toString();
      if (until && output.includes(until)) child.kill('SIGTERM');
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('close', (code) => resolve({ code, output }));
  });
}

describe('dm-relay', () => {
  it('does not start until it is told who may come in', async () => {
    const { code, output } = await run(['--port', '0']);
    expect(code).to.equal(2);
    expect(output).to.include('--anonymous');
  });

  it('starts for a try-out, and leaves when it is asked to', async () => {
    const { code, output } = await run(['--port', '0', '--anonymous'], 'listening');
    expect(output).to.match(/"event":"listening","host":"127\.0\.0\.1","port":\d+/);
    expect(code).to.equal(0);
  });

  it('says what is wrong with its arguments', async () => {
    for (const [args, word] of [
      [['--port', '99999', '--anonymous'], '--port'],
      [['--jwt-secret-env', 'NOT_SET_ANYWHERE'], 'NOT_SET_ANYWHERE'],
      [['--nonsense'], '--nonsense'],
    ] as const) {
      const { code, output } = await run([...args]);
      expect(code).to.equal(2);
      expect(output).to.include(word);
    }
  });
}).timeout(20_000);
