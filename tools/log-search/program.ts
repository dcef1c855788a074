import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds until a program that was asked to end is killed. */
const PATIENCE = 20_000;

/** A program that runs beside this one. */
export interface Program {
  readonly pid: number;
  /** Its standard output and standard error so far. */
  output(): string;
  /** @throws with the output if the program has ended */
  check(): void;
  /** Sends SIGTERM, waits for the end, and kills the program if it takes too long. */
  stop(): Promise<void>;
}

/** Starts a program whose output goes to the end of a file. */
export function startProgram(
  command: string,
  args: readonly string[],
  outputFile: string,
  environment: NodeJS.ProcessEnv = process.env,
): Program {
  const output = openSync(outputFile, 'a');
  const child = spawn(command, args, { env: environment, stdio: ['ignore', output, output] });
  closeSync(output);
  const ended = once(child, 'exit').catch(() => undefined);
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const read = () => readFileSync(outputFile, 'utf8');
  return {
    pid: child.pid ?? 0,
    output: read,
    check: () => {
      if (child.pid === undefined || hasEnded())
        throw new Error(`${command} has ended:\n${read()}`);
    },
    stop: async () => {
      if (child.pid === undefined || hasEnded()) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Asks again and again until there is an answer. @throws after `seconds` */
export async function until<T>(
  what: string,
  seconds: number,
  ask: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s`);
    await sleep(200);
  }
}
