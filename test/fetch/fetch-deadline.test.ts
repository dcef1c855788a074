import test from 'ava';
import { setTimeout as delay } from 'node:timers/promises';
import { FetchDeadline } from '../../src/fetch/fetch-deadline.js';

/** Milliseconds that no test outlasts. */
const LONG = 600_000;

test('when the time is up, the reason is a timeout', async (t) => {
  const deadline = new FetchDeadline(1, new AbortController().signal);
  t.is(deadline.reason, undefined);
  await new Promise((resolve) => {
    deadline.signal.addEventListener('abort', resolve);
  });
  t.like(deadline.reason, { name: 'ServiceError', code: 'upstream_timeout' });
});

test('the caller’s reason counts, whether it aborts before or meanwhile', (t) => {
  const reason = new Error('gone');
  for (const before of [true, false]) {
    const caller = new AbortController();
    if (before) caller.abort(reason);
    const deadline = new FetchDeadline(LONG, caller.signal);
    t.is(deadline.signal.aborted, before);
    caller.abort(reason);
    t.is(deadline.reason, reason);
    deadline.clear();
  }
});

test('nothing aborts what is done', async (t) => {
  const caller = new AbortController();
  const deadline = new FetchDeadline(1, caller.signal);
  deadline.clear();
  caller.abort(new Error('gone'));
  // The deadline's timer would fire before this one.
  await delay(2);
  t.is(deadline.reason, undefined);
});
