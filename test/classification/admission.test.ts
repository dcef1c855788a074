import 'reflect-metadata';
import test from 'ava';
import { Admission } from '../../src/classification/admission.js';
import { readSettings } from '../../src/settings/index.js';

function createAdmission(environment: Record<string, string>): Admission {
  return new Admission(readSettings(environment));
}

test('admits as many images as may wait and be classified; each release frees a place', (t) => {
  const admission = createAdmission({ CLASSIFIER_QUEUE_MAX: '2', CLASSIFIER_PROCESSES: '1' });
  const places = [admission.enter(), admission.enter(), admission.enter()];
  t.throws(() => admission.enter(), { name: 'ServiceError', code: 'overloaded' });
  places[0]?.release();
  admission.enter();
  t.throws(() => admission.enter(), { code: 'overloaded' });
});

test('all images share one byte budget, of at least four of the largest images', (t) => {
  const half = 300 * 2 ** 20;
  const admission = createAdmission({});
  admission.enter().reserve(half);
  const second = admission.enter();
  t.throws(
    () => {
      second.reserve(half);
    },
    { code: 'overloaded' },
  );

  const large = createAdmission({ IMAGE_MAX_BYTES: String(half) });
  for (let image = 0; image < 4; image++) large.enter().reserve(half);
  t.throws(
    () => {
      large.enter().reserve(1);
    },
    { code: 'overloaded' },
  );
});

test('says how many images and bytes are under way, and may be', (t) => {
  const admission = createAdmission({ CLASSIFIER_QUEUE_MAX: '2', CLASSIFIER_PROCESSES: '1' });
  const { maxBytes } = admission.status;
  const [first, second] = [admission.enter(), admission.enter()];
  first.reserve(40);
  second.reserve(2);
  t.deepEqual(admission.status, { images: 2, maxImages: 3, bytes: 42, maxBytes });
  first.release();
  t.deepEqual(admission.status, { images: 1, maxImages: 3, bytes: 2, maxBytes });
});

const never = new AbortController().signal;
/** Milliseconds that no test outlasts. */
const LONG = 600_000;

/** What has ended, in that order. */
function waiters(admission: Admission) {
  const ended: string[] = [];
  const wait = async (name: string, signal: AbortSignal, timeout = LONG) => {
    await admission.freed(signal, timeout);
    ended.push(name);
  };
  return { ended, wait };
}

test('an image that is done wakes the one that has waited longest, and no other', async (t) => {
  const admission = createAdmission({});
  const { ended, wait } = waiters(admission);
  const places = [admission.enter(), admission.enter()];
  const waits = [wait('a', never), wait('b', never)];
  places[0]?.release();
  await waits[0];
  t.deepEqual(ended, ['a']);
  places[1]?.release();
  await waits[1];
  t.deepEqual(ended, ['a', 'b']);
});

test('who gives up or has waited long enough is not woken instead of another', async (t) => {
  const admission = createAdmission({});
  const { ended, wait } = waiters(admission);
  const place = admission.enter();
  const giveUp = new AbortController();
  const gone = wait('gone', giveUp.signal);
  await wait('late', never, 1);
  const next = wait('next', never);
  giveUp.abort();
  await gone;
  t.deepEqual(ended, ['late', 'gone']);
  place.release();
  await next;
  t.deepEqual(ended, ['late', 'gone', 'next']);
});
