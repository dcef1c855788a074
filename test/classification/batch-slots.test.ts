import 'reflect-metadata';
import test from 'ava';
import { Admission } from '../../src/classification/admission.js';
import { DEFAULT_BATCH_LIMITS } from '../../src/classification/batch-limits.js';
import { BatchSlots } from '../../src/classification/batch-slots.js';
import { readSettings } from '../../src/settings/index.js';

const never = new AbortController().signal;

/** How many images of batches are under way when more of them want to be. */
async function underWay(queueMax: number, share = DEFAULT_BATCH_LIMITS.share): Promise<number> {
  const environment = { CLASSIFIER_QUEUE_MAX: String(queueMax), CLASSIFIER_PROCESSES: '1' };
  const admission = new Admission(readSettings(environment));
  const slots = new BatchSlots(admission, { ...DEFAULT_BATCH_LIMITS, share });
  let begun = 0;
  let end!: () => void;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const works = Array.from({ length: 10 }, () => slots.run(never, () => (begun++, ended)));
  await new Promise((resolve) => setImmediate(resolve));
  const before = begun;
  end();
  await Promise.all(works);
  return before;
}

test('batches have half of the places, rounded down, but at least one', async (t) => {
  t.is(await underWay(8), 4);
  t.is(await underWay(7), 4);
  t.is(await underWay(1), 1);
  t.is(await underWay(1, 0.1), 1);
});
