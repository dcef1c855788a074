import { untilAborted } from './until-aborted.js';

export interface Window {
  /** Items worked on at once. */
  readonly atOnce: number;
  /** Items that have begun and whose results were not taken yet: a slow one holds back no more. */
  readonly ahead: number;
}

/**
 * Works on items in parallel and yields the results in the items' order, in constant memory: it takes the
 * next item only when there is room for it.
 *
 * @param work must not fail, and ends soon after the signal fires
 * @param stop no item is taken after it fires; the results of those that had begun still come
 * @throws what `items` throws, after the results of the items before
 */
export async function* mapInOrder<T, R>(
  items: AsyncIterator<T>,
  work: (item: T) => Promise<R>,
  { atOnce, ahead }: Window,
  stop: AbortSignal,
): AsyncGenerator<R> {
  const begun: Promise<R>[] = [];
  let atWork = 0;
  const ended = { byItems: false, byTaker: false };
  const bell = new Bell();
  const isFull = () => !ended.byTaker && (atWork >= atOnce || begun.length >= ahead);
  const isAtEnd = () => ended.byItems;

  async function feed(): Promise<void> {
    try {
      while (!ended.byTaker) {
        const next = await untilAborted(items.next(), stop);
        if (next === undefined || next.done) return;
        atWork++;
        begun.push(
          work(next.value).finally(() => {
            atWork--;
            bell.ring();
          }),
        );
        bell.ring();
        while (isFull()) await bell.rung();
      }
    } finally {
      ended.byItems = true;
      bell.ring();
    }
  }

  const feeding = feed();
  // Avoids an unhandled rejection: it is awaited after the last result.
  feeding.catch(() => undefined);
  try {
    for (;;) {
      const [first] = begun;
      if (first !== undefined) {
        const result = await first;
        void begun.shift();
        bell.ring();
        yield result;
      } else if (isAtEnd()) break;
      else await bell.rung();
    }
    await feeding;
  } finally {
    ended.byTaker = true;
    bell.ring();
  }
}

/** Wakes all that wait for a change. */
class Bell {
  private waiting: (() => void)[] = [];

  rung(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  ring(): void {
    const woken = this.waiting;
    this.waiting = [];
    for (const wake of woken) wake();
  }
}
