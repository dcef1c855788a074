import type { ChildProcess } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { ChildCrash } from './child-crash.js';
import { originOf } from './image-origin.js';
import { readFrames, writeFrame } from './protocol/frames.js';
import { CHANNEL, type ChildMessage, type ChildRequest } from './protocol/messages.js';
import { parseChildMessage } from './protocol/parse-child-message.js';
import { spawnChild, type SpawnOptions } from './spawn-child.js';

/** A message of the child that answers a request, and its bytes. */
export interface Reply {
  readonly message: Exclude<ChildMessage, { kind: 'started' }>;
  readonly payload: Uint8Array;
}

/** A request, or the start itself, that the child has not answered yet. */
interface Pending {
  /** Empty for the start. */
  readonly image: Uint8Array;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (crash: ChildCrash) => void;
  started: boolean;
}

/** Milliseconds one image may take before its process is killed. Ordinary ones take well below 1 s. */
const IMAGE_DEADLINE = 20_000;
/**
 * Maximum size of a result in bytes: the probabilities of a million classes, or a drawing of 1,024 × 1,024
 * pixels that cannot be compressed, with its grid.
 */
const MAX_RESULT = 4_000_000;
/** Last characters of a child's stderr that are kept, to report why it ended. */
const STDERR_KEPT = 2000;

/** A child process and the stream to it: what is sent, what is waited for, how long, and how it ends. */
export class ChildLink {
  /** Resolves when the process has ended. */
  readonly exited: Promise<void>;
  private readonly child: ChildProcess;
  /** Undefined when the process could not be spawned. */
  private readonly channel: Duplex | undefined;
  /** In the order in which the child answers. */
  private readonly pending: Pending[] = [];
  private stderr = '';
  private ended = false;
  private timedOut = false;
  private lastMoments: object = {};
  private deadline: NodeJS.Timeout | undefined;

  constructor(options: SpawnOptions) {
    this.child = spawnChild(options);
    this.exited = new Promise((resolve) => {
      const onEnd = (how: string, fields: object = {}) => {
        this.end(how, fields);
        resolve();
      };
      // A process that cannot be spawned has no `close`, and no pipes if descriptors are exhausted.
      this.child.on('error', (error) => {
        onEnd(error.message);
      });
      // Not `exit`: `close` comes after the child's last output was read.
      this.child.on('close', (code, signal) => {
        onEnd(signal ?? `exit code ${code ?? 0}`, signal ? { signal } : { exitCode: code });
      });
    });
    this.channel = this.openChannel();
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr = (this.stderr + chunk.toString()).slice(-STDERR_KEPT);
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Number of unanswered images; Infinity when the process has ended. */
  get load(): number {
    return this.ended ? Infinity : this.pending.length;
  }

  /** How it ended and what it was at work on, for the log. */
  get obituary(): object {
    return { pid: this.pid, ...this.lastMoments };
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  /**
   * Waits for what the child says by itself when it has started, for at most `deadline` milliseconds.
   *
   * @throws ChildCrash
   */
  async firstReply(deadline: number): Promise<Reply> {
    const reply = this.nextReply(new Uint8Array());
    this.watch(deadline);
    return await reply;
  }

  /** libtensorflow's output while loading does not explain a later crash. */
  forgetOutput(): void {
    this.stderr = '';
  }

  /**
   * Sends a request. One that takes longer than IMAGE_DEADLINE gets the process killed.
   *
   * @throws ChildCrash
   */
  async send(request: ChildRequest, payload: Uint8Array): Promise<Reply> {
    if (this.ended || this.channel === undefined) throw new ChildCrash('it is gone', false);
    const reply = this.nextReply(payload);
    if (this.pending.length === 1) this.watch();
    writeFrame(this.channel, request, payload);
    return await reply;
  }

  /** The end of a child whose answer is not what the protocol says. */
  unexpected(): ChildCrash {
    this.kill();
    return new ChildCrash('a classifier process broke the protocol', true);
  }

  private nextReply(image: Uint8Array): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.pending.push({ image, resolve, reject, started: false });
    });
  }

  private openChannel(): Duplex | undefined {
    const stdio = this.child.stdio as readonly unknown[] | undefined;
    const channel = stdio?.[CHANNEL] as Duplex | undefined;
    if (channel === undefined) return undefined;
    // With a broken channel the process is of no use. Its end rejects the pending requests.
    channel.on('error', () => {
      this.kill();
    });
    readFrames(channel, MAX_RESULT, ({ header, payload }) => {
      this.receive(parseChildMessage(header), payload);
    });
    return channel;
  }

  private receive(message: ChildMessage | undefined, payload: Uint8Array): void {
    const [first] = this.pending;
    if (message === undefined || first === undefined) {
      this.kill();
    } else if (message.kind === 'started') {
      first.started = true;
    } else {
      this.pending.shift();
      first.resolve({ message, payload });
      this.watch();
    }
  }

  /** Restarts the deadline, for the first pending request. */
  private watch(milliseconds = IMAGE_DEADLINE): void {
    clearTimeout(this.deadline);
    if (this.pending.length === 0) return;
    this.deadline = setTimeout(() => {
      this.timedOut = true;
      this.kill();
    }, milliseconds);
  }

  private end(how: string, fields: object): void {
    this.ended = true;
    clearTimeout(this.deadline);
    const [first] = this.pending;
    this.lastMoments = {
      ...fields,
      ...(first?.started === true && { image: originOf(first.image) }),
      ...(this.timedOut && { reason: 'an image took too long' }),
      ...(this.stderr !== '' && { stderr: lastWords(this.stderr) }),
    };
    const message = `a classifier process ended (${how}) ${lastWords(this.stderr)}`.trim();
    for (const [index, { started, reject }] of this.pending.splice(0).entries())
      reject(new ChildCrash(message, index === 0 && started, index === 0 && this.timedOut));
  }
}

/** The message of an uncaught error, which Node.js prints before its stack, or else the last line. */
function lastWords(stderr: string): string {
  const lines = stderr.trim().split('\n');
  return lines.findLast((line) => /^\w*Error\b.*:/.test(line)) ?? lines.at(-1) ?? '';
}
