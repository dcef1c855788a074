import { fork, spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';

/** Milliseconds between SIGTERM and SIGKILL. */
const GRACE_MS = 5000;

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A process that the benchmark started. It never outlives the benchmark. */
export class Child {
  private constructor(private readonly child: ChildProcess) {
    running.add(child);
    child.once('exit', () => running.delete(child));
  }

  /** Starts a module of the benchmark that communicates by messages. */
  static fork(module: URL, args: readonly string[], env: NodeJS.ProcessEnv = {}): Child {
    return new Child(fork(module, args, { env: { ...process.env, ...env } }));
  }

  /** Starts an independent Node.js program and discards its standard output. */
  static spawn(args: readonly string[], env: NodeJS.ProcessEnv): Child {
    const stdio: StdioOptions = ['ignore', 'ignore', 'inherit'];
    return new Child(spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio }));
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Sends a message, if given, and waits for the child's next message. */
  async ask<Answer>(message?: object): Promise<Answer> {
    const stop = new AbortController();
    const { signal } = stop;
    const ended = once(this.child, 'exit', { signal }).then(([code]: unknown[]) => {
      throw new Error(`a process of the benchmark ended with code ${String(code)}`);
    });
    const answer = once(this.child, 'message', { signal });
    if (message !== undefined) this.child.send(message);
    try {
      const [value] = (await Promise.race([answer, ended])) as [Answer];
      return value;
    } finally {
      stop.abort();
      ended.catch(() => undefined);
    }
  }

  async stop(): Promise<void> {
    if (this.ended) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), GRACE_MS);
    await exited;
    clearTimeout(timer);
  }
}
