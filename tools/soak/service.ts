import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { serviceArguments, startCommand } from '../start-command.js';

export interface SoakedService {
  readonly pid: number;
  readonly url: string;
  /** Sends SIGTERM. @returns the exit code; null if a signal ended the process */
  stop(): Promise<number | null>;
  kill(): void;
}

/** Starts the service on a free loopback port. @throws with its output if it ends instead */
export async function startService(environment: NodeJS.ProcessEnv): Promise<SoakedService> {
  const child = spawn(process.execPath, serviceArguments(), {
    env: {
      ...{ ...process.env, ...startCommand().environment },
      ...{ HOST: '127.0.0.1', PORT: '0', ...environment },
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      // Later lines report children that were killed on purpose.
      if (output.length < 10_000) output += text;
      const address = /listening on (http:\/\/[^ ]*:\d+)/.exec(output)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.once('exit', () => {
      reject(new Error(`the service did not start:\n${output}`));
    });
  });
  return {
    pid: child.pid ?? 0,
    url,
    stop: async () => {
      child.kill('SIGTERM');
      const [code] = await ended;
      return code;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
