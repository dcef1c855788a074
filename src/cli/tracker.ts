import type { Item } from './inputs/item.js';
import type { WalkTally } from './inputs/walk.js';
import { type Count, plural, Progress, summary } from './output/progress.js';
import type { Result } from './output/result.js';
import type { Terminal } from './output/terminal.js';

/** Milliseconds between two looks at the progress. */
const INTERVAL = 200;

/** Counts what is done, and shows it where a person reads standard error. */
export class Tracker {
  private readonly count: Count = { done: 0, failed: 0, skipped: 0, total: undefined };
  private readonly progress = new Progress();
  private readonly start = performance.now();
  private readonly timer: NodeJS.Timeout | undefined;
  private ended = false;

  constructor(private readonly terminal: Terminal) {
    if (terminal.showsProgress) this.timer = setInterval(this.show, INTERVAL);
  }

  get failed(): number {
    return this.count.failed;
  }

  add(result: Result): void {
    this.count.done++;
    if ('failure' in result) this.count.failed++;
  }

  skip(): void {
    this.count.skipped++;
  }

  /**
   * Counts all images beforehand, if that is of use: then the time left can be told. Finding them is much
   * faster than classifying them.
   */
  async expect(items: () => AsyncIterable<Item>): Promise<void> {
    if (!this.terminal.showsProgress) return;
    const iterator = items()[Symbol.asyncIterator]();
    let total = 0;
    try {
      for (; !(await iterator.next()).done; total++) if (this.ended) return;
      this.count.total = total;
    } catch {
      // Whoever classifies them meets the same error.
    }
  }

  /**
   * Removes the progress, and says in one line what became of several images.
   *
   * @param tally what was left out
   * @param always also if no person seems to read it
   */
  end({ otherFiles, folders }: WalkTally, interrupted: boolean, always: boolean): void {
    this.ended = true;
    clearInterval(this.timer);
    this.terminal.progress('');
    const { done, failed, skipped } = this.count;
    const told = this.terminal.showsProgress && (done + skipped > 1 || otherFiles + folders > 0);
    if (!told && !always && !interrupted) return;
    const seconds = (performance.now() - this.start) / 1000;
    const parts = [
      `${interrupted ? 'stopped: ' : ''}${summary(done, seconds)}`,
      failed > 0 && plural(failed, 'error'),
      skipped > 0 && `${plural(skipped, 'image')} had been done`,
      otherFiles > 0 && `${plural(otherFiles, 'file')} of other kinds left out`,
      folders > 0 && `${plural(folders, 'subfolder')} left out`,
    ];
    this.terminal.note(parts.filter((part) => part !== false).join(' · '));
  }

  private readonly show = (): void => {
    this.terminal.progress(this.progress.line(this.count, performance.now()));
  };
}
