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
