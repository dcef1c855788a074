import type { ExecutionContext } from 'ava';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { libraryNames, wheelFor } from '../../tools/provision-libtensorflow/platforms.js';
import {
  emptyLibrary,
  findTool,
  HEADERS,
  nodeGypScript,
  pythonScript,
  smallWheel,
} from './provision-stand-ins.js';

export const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));
export const TFJS_NODE = 'node_modules/@tensorflow/tfjs-node';
const MAIN = join(REPOSITORY, 'dist/tools/provision-libtensorflow/main.js');
const WHEEL = wheelFor(process.platform, process.arch);
const NAMES = libraryNames();

type Tool = 'python3' | 'pip' | 'c++' | 'make' | 'npm';

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type ProvisionProcess = ChildProcessByStdio<null, Readable, Readable>;

/** Sets a project up with the real program, to its end. */
export function provision(root: string, environment: NodeJS.ProcessEnv): Promise<Outcome> {
  return outcomeOf(start(root, environment));
}

function start(root: string, env: NodeJS.ProcessEnv): ProvisionProcess {
  return spawn(process.execPath, [MAIN, root], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    env,
  });
}

async function outcomeOf(child: ProvisionProcess): Promise<Outcome> {
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

/**
 * A project in a temporary folder, to set up with the real program. What is slow is small in it: the
 * wheel holds two empty libraries, and npm's node-gyp makes an empty binding. Python, pip, the
 * compiler and what runs them are real.
 */
export class Project {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'provision-')));
  readonly library = join(this.root, 'build/libtensorflow', `${WHEEL.version}-${WHEEL.platform}`);
  readonly binding = join(this.root, TFJS_NODE, 'lib/napi-v8');

  constructor(t: ExecutionContext) {
    t.teardown(() => {
      rmSync(this.root, { recursive: true, force: true });
    });
    this.installPackage();
    this.makeWheel();
    this.makeTools();
  }

  /** What `npm ci` does: the package anew, without anything that was built in it. */
  installPackage(): void {
    rmSync(join(this.root, 'node_modules'), { recursive: true, force: true });
    for (const part of ['package.json', 'binding.gyp', 'binding'])
      this.copy(`${TFJS_NODE}/${part}`);
  }

  /** Makes the next runs stop for good at a step; without an argument, at none. */
  hangAt(step?: 'downloading' | 'unpacking' | 'compiling'): void {
    this.write('hang-at', step ?? 'none');
  }

  /** Whether a run has come to the step it hangs at. */
  isHanging(): boolean {
    return existsSync(join(this.root, 'hanging'));
  }

  /** Starts the program in a process group of its own. */
  start(environment: NodeJS.ProcessEnv = {}): ProvisionProcess {
    return start(this.root, {
      PATH: join(this.root, 'bin'),
      PIP_NO_INDEX: '1',
      PIP_FIND_LINKS: join(this.root, 'wheels'),
      ...environment,
    });
  }

  /** Runs the program to its end. */
  run(environment: NodeJS.ProcessEnv = {}): Promise<Outcome> {
    return outcomeOf(this.start(environment));
  }

  /** How often node-gyp has run. */
  compilations(): number {
    const log = join(this.root, 'node-gyp.log');
    return existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').length : 0;
  }

  /** Takes a tool away from the program. */
  remove(tool: Tool): void {
    if (tool === 'pip') this.write('no-pip', '');
    else rmSync(join(this.root, 'bin', tool));
  }

  /** Changes the wheel, so that it is no longer the pinned one. */
  corruptWheel(): void {
    this.write(`wheels/${this.wheelName()}`, Buffer.from('something else'));
  }

  /** A libtensorflow laid out as in the official archive, by the C library's name. */
  makeArchive(): string {
    const [, main] = NAMES.main;
    for (const name of [main, NAMES.framework[0]])
      this.write(`archive/lib/${name ?? ''}`, emptyLibrary());
    for (const header of HEADERS) this.write(`archive/include/${header}`, '');
    return join(this.root, 'archive');
  }

  write(path: string, content: string | Uint8Array, mode = 0o644): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), content, { mode });
  }

  private copy(path: string): void {
    cpSync(join(REPOSITORY, path), join(this.root, path), { recursive: true });
  }

  private wheelName(): string {
    const distribution = this.pinned().replace('-', '_').replace('==', '-');
    return `${distribution}-cp312-cp312-${WHEEL.pipPlatform}.whl`;
  }

  /** The name and version that the repository's own requirements file pins. */
  private pinned(): string {
    const file = `tools/provision-libtensorflow/requirements/${WHEEL.platform}.txt`;
    return /^\S+/.exec(readFileSync(join(REPOSITORY, file), 'utf8'))?.[0] ?? '';
  }

  private makeWheel(): void {
    const [name = '', version = ''] = this.pinned().split('==');
    const wheel = smallWheel(name, version);
    this.write(`wheels/${this.wheelName()}`, wheel);
    this.write(
      `tools/provision-libtensorflow/requirements/${WHEEL.platform}.txt`,
      `${this.pinned()} --hash=sha256:${createHash('sha256').update(wheel).digest('hex')}\n`,
    );
  }

  /** `bin/`, all of the PATH: the real tools and the stand-ins. */
  private makeTools(): void {
    this.write('bin/python3', pythonScript(this.root), 0o755);
    for (const tool of TOOLS) symlinkSync(findTool(tool), join(this.root, 'bin', tool));
    this.write('npm/bin/npm-cli.js', '');
    symlinkSync(join(this.root, 'npm/bin/npm-cli.js'), join(this.root, 'bin/npm'));
    this.write('npm/node_modules/node-gyp/package.json', '{}');
    this.write('npm/node_modules/node-gyp/bin/node-gyp.js', nodeGypScript(this.root));
    this.write('empty.node', emptyLibrary());
  }
}

/** What the program, the compiler and the scripts of `bin/` call. */
const TOOLS = ['c++', 'make', 'sh', 'sleep', 'cat', 'mkdir', 'as', 'ld'];
