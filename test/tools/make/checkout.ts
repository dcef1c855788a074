import type { ExecutionContext } from 'ava';
import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { REPOSITORY } from '../provision-project.js';

export interface Outcome {
  readonly code: number | null;
  readonly output: string;
}

/** A folder with the scripts of `tools/make`, and two sources to make something of. */
export class Checkout {
  /** What the commands wrote so far. */
  said = '';
  readonly root = mkdtempSync(join(tmpdir(), "make (it's odd) "));

  constructor(t: ExecutionContext) {
    t.teardown(() => {
      rmSync(this.root, { recursive: true, force: true });
    });
    this.copy('tools/make');
    this.write('a.txt', 'a');
    this.write('b.txt', 'b');
  }

  /** Makes `target` of both sources by a shell command, which by default joins them. */
  make(command = 'cat a.txt b.txt > target', identity: { uid?: number } = {}): Promise<Outcome> {
    const logged = `echo made >> log; ${command}`;
    const script = ['tools/make/if-changed.sh', 'target', 'build/stamp', 'a.txt', 'b.txt', '--'];
    return this.run(['sh', ...script, 'sh', '-c', logged], identity);
  }

  run([command = '', ...args]: string[], identity: { uid?: number } = {}): Promise<Outcome> {
    // Without the variables of a make that runs the tests.
    const env = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
    const child = spawn(command, args, { cwd: this.root, env, ...identity });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        this.said += text;
      });
    return new Promise((resolve) => {
      child.on('close', (code) => {
        resolve({ code, output });
      });
    });
  }

  /** How often the command was run. */
  runs(): number {
    return this.exists('log') ? this.read('log').trim().split('\n').length : 0;
  }

  /** Copies a file or a folder of the repository. */
  copy(path: string): void {
    cpSync(join(REPOSITORY, path), join(this.root, path), { recursive: true });
  }

  exists(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }
}
