import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { serviceArguments } from '../start-command.js';

export interface SoakedService {
  readonly pid: number;
  readonly url: string;
  /** Sends SIGTERM. @returns the exit code; null when a signal ended it */
  stop(): Promise<number | null>;
  kill(): void;
}

/** Starts the service on a free port of loopback. @throws when it ends instead, with what it wrote */
export async function startService(environment: NodeJS.ProcessEnv): Promise<SoakedService> {
  const child = spawn(process.execPath, serviceArguments(), {
    env: { ...process.env, HOST: '127.0.0.1', PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      // Later lines are about children that were killed on purpose.
      if (output.length < 10_000) output += text;
      const found = /listening on (http:\/\/[^ ]*:\d+)/.exec(output)?.[1];
      if (found !== undefined) resolve(found);
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
