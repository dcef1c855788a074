import test, { type ExecutionContext } from 'ava';
import { until } from '../helpers/service.js';

export type Work = (abandoned: AbortSignal) => Promise<string>;

/** Shares work with other callers, of this process or of other replicas. */
export type Caller = (key: string, giveUp: AbortSignal, work: Work) => Promise<string>;

/** @returns two callers that share work; undefined to skip the test */
export type OpenCallers = (t: ExecutionContext) => Promise<readonly [Caller, Caller] | undefined>;

const NEVER = new AbortController().signal;

/** Work that ends when it is told to, or is abandoned. */
function heldWork() {
  const ends: ((error?: Error) => void)[] = [];
  const work: Work = (abandoned) =>
    new Promise((resolve, reject) => {
      abandoned.addEventListener('abort', () => {
        reject(abandoned.reason as Error);
      });
      ends.push((error) => {
        if (error === undefined) resolve('result');
        else reject(error);
      });
    });
  return { work, ends };
}

/** What sharing of work does, wherever the callers are. */
export function testFlight(open: OpenCallers): void {
  const behaviour = (
    title: string,
    check: (t: ExecutionContext, callers: readonly [Caller, Caller]) => Promise<void>,
  ) => {
    test(title, async (t) => {
      const callers = await open(t);
      if (callers !== undefined) await check(t, callers);
    });
  };

  behaviour('one of those who ask at once works, all get its result', async (t, callers) => {
    const { work, ends } = heldWork();
    const joined = [...callers, ...callers].map((join) => join('a', NEVER, work));
    await until(() => ends.length > 0);
    for (const end of ends) end();
    t.deepEqual(await Promise.all(joined), Array(4).fill('result'));
    t.is(ends.length, 1);
  });

  behaviour('nobody waits for the work of another key', async (t, [first, second]) => {
    const { work, ends } = heldWork();
    const held = first('a', NEVER, work);
    await until(() => ends.length === 1);
    t.is(await second('b', NEVER, () => Promise.resolve('at once')), 'at once');
    ends[0]?.();
    t.is(await held, 'result');
  });

  behaviour('one that gives up leaves at once, the other gets a result', async (t, callers) => {
    for (const key of ['a', 'b']) {
      const [first, second] = key === 'a' ? callers : [callers[1], callers[0]];
      const { work, ends } = heldWork();
      const giveUp = new AbortController();
      const gone = first(key, giveUp.signal, work);
      await until(() => ends.length === 1);
      const joined = second(key, NEVER, work);
      giveUp.abort(new Error('gone'));
      await t.throwsAsync(gone, { message: 'gone' });
      const finished = joined.then((value) => {
        t.is(value, 'result');
        return true;
      });
      // Its own work, if the one that gave up was alone at its replica.
      while (!(await Promise.race([finished, nextTurn()]))) for (const end of ends) end();
    }
  });

  behaviour('after a failure the next one works', async (t, [first, second]) => {
    const { work, ends } = heldWork();
    const failing = first('a', NEVER, work);
    await until(() => ends.length === 1);
    ends[0]?.(new Error('broken'));
    await t.throwsAsync(failing, { message: 'broken' });
    t.is(await second('a', NEVER, () => Promise.resolve('of the second')), 'of the second');
  });
}

function nextTurn(): Promise<boolean> {
  return new Promise((resolve) => {
    setImmediate(resolve, false);
  });
}
