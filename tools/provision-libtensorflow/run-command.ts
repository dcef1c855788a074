import { spawn } from 'node:child_process';

const OUTPUT_KEPT = 65_536;

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Lets what the command prints on stdout (a progress bar) through to the terminal. */
  readonly showStdout?: boolean;
}

export interface CommandResult {
  readonly succeeded: boolean;
  /** The end of what the command printed; why it could not be started, if that failed. */
  readonly output: string;
}

/** Runs a command to its end. Never rejects: a command that does not exist has not succeeded. */
export function runCommand(
  command: string,
  args: readonly string[],
  { cwd, env, showStdout = false }: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: env ?? process.env,
      stdio: ['ignore', showStdout ? 'inherit' : 'pipe', 'pipe'],
    });
    let output = '';
    function keep(chunk: string) {
      output = (output + chunk).slice(-OUTPUT_KEPT);
    }
    child.stdout?.setEncoding('utf8').on('data', keep);
    child.stderr?.setEncoding('utf8').on('data', keep);
    child.on('error', (error) => {
      resolve({ succeeded: false, output: error.message });
    });
    child.on('close', (code) => {
      resolve({ succeeded: code === 0, output });
    });
  });
}

/** The last lines of a command's output, for people to read. */
export function lastLines(output: string, count = 12): string {
  return output.trimEnd().split('\n').slice(-count).join('\n');
}
