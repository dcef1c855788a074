import type { Log } from '../telemetry/log.js';
import { ClassifierProcess } from './classifier-process.js';
import { ProcessEnds } from './process-ends.js';
import type { SpawnOptions } from './spawn-child.js';

export interface CrewOptions {
  /** Number of processes to keep running. */
  readonly processes: number;
  readonly child: SpawnOptions;
  readonly log: Log;
  /** A process has become warm. */
  readonly onWarm: () => void;
  /** None is warm, and none can be expected soon. */
  readonly onHopeless: () => void;
}

/** Milliseconds between attempts to replace a process: the first, doubled up to the second. */
const RESPAWN_DELAY = [100, 5_000] as const;
/** Failed starts in a row after which no process is expected soon. */
const MAX_FAILED_STARTS = 5;

/** Keeps a number of classifier processes running: replaces those that end. */
export class ProcessCrew {
  /** Processes that have loaded the models. */
  readonly warm = new Set<ClassifierProcess>();
  /** Which processes ended when. */
  readonly ends = new ProcessEnds();
  private readonly all = new Set<ClassifierProcess>();
  private readonly notes = new Set<string>();
  private failedStarts = 0;
  private restarted = 0;
  private closing = false;

  /** Resolves when every process is warm. Rejects with ModelError or ChildCrash when one cannot start. */
  readonly started: Promise<unknown>;

  /** Spawns the processes at once. */
  constructor(private readonly options: CrewOptions) {
    this.started = Promise.all(Array.from({ length: options.processes }, () => this.spawn()));
    // Avoids an unhandled rejection when nobody awaits `started`.
    this.started.catch(() => undefined);
  }

  /** Whether a process is warm, or one can still be expected. */
  get ready(): boolean {
    return !this.closing && (this.failedStarts < MAX_FAILED_STARTS || this.warm.size > 0);
  }

  /** Processes that ended and had to be replaced. */
  get restarts(): number {
    return this.restarted;
  }

  /** Ends all processes. */
  async close(): Promise<void> {
    this.closing = true;
    const processes = [...this.all];
    for (const child of processes) child.kill();
    await Promise.all(processes.map((child) => child.exited));
  }

  private async spawn(): Promise<void> {
    const child = new ClassifierProcess(this.options.child);
    this.all.add(child);
    void child.exited.then(() => {
      this.all.delete(child);
      this.warm.delete(child);
    });
    const note = await child.ready;
    this.logOnce(note);
    this.failedStarts = 0;
    void child.exited.then(() => {
      this.ends.note(child);
      if (!this.closing) this.replace(child);
    });
    this.warm.add(child);
    this.options.onWarm();
  }

  /** All processes have the same to say of the same model. */
  private logOnce(note: string | undefined): void {
    if (note === undefined || this.notes.has(note)) return;
    this.notes.add(note);
    this.options.log.warn({}, note);
  }

  private replace({ obituary }: ClassifierProcess): void {
    this.restarted++;
    this.options.log.warn(
      { action: 'process-ended', ...obituary },
      'a classifier process ended; it is being replaced',
    );
    void this.respawn();
  }

  private async respawn(): Promise<void> {
    const [first, longest] = RESPAWN_DELAY;
    for (let delay = first as number; !this.closing; delay = Math.min(2 * delay, longest)) {
      try {
        await this.spawn();
        return;
      } catch (error) {
        this.startFailed(error);
      }
      await new Promise((resolve) => setTimeout(resolve, delay));
    }
  }

  private startFailed(error: unknown): void {
    if (this.closing) return;
    this.failedStarts++;
    this.options.log.error({ err: error }, 'a classifier process could not be started');
    if (!this.ready) this.options.onHopeless();
  }
}
