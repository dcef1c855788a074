import test from 'ava';
import { ByteBudget } from '../../src/classification/byte-budget.js';
import { classify, startFakeService } from '../helpers/service.js';

test('leases share the budget and release what they hold', (t) => {
  const budget = new ByteBudget(100);
  const [first, second] = [budget.lease(), budget.lease()];
  first.reserve(40);
  first.reserve(60);
  second.reserve(40);
  t.throws(
    () => {
      second.reserve(41);
    },
    { name: 'ServiceError' },
  );
  first.release();
  first.release();
  second.reserve(100);
  t.throws(
    () => {
      first.reserve(1);
    },
    { name: 'ServiceError' },
  );
});

test('more bytes than the budget → 503 overloaded; the bytes are released', async (t) => {
  const { service, fetcher, classifier, url } = await startFakeService();
  t.teardown(() => service.stop());
  fetcher.behaviour = (_url, _signal, reserve) => {
    reserve?.(300 * 2 ** 20);
    return Promise.resolve(Buffer.from('an image'));
  };
  const finish: (() => void)[] = [];
  const behaviour = classifier.behaviour;
  classifier.behaviour = async (image, signal) => {
    await new Promise<void>((resolve) => finish.push(resolve));
    return behaviour(image, signal);
  };
  const first = classify({ url }, { image_url: 'http://example.com/1' });
  while (finish.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const refused = await classify({ url }, { image_url: 'http://example.com/2' });
  t.is(refused.status, 503);
  t.is(refused.headers.get('retry-after'), '1');
  t.like(await refused.json(), { error: { code: 'overloaded' } });

  finish.pop()?.();
  t.is((await first).status, 200);
  const again = classify({ url }, { image_url: 'http://example.com/2' });
  while (finish.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  finish.pop()?.();
  t.is((await again).status, 200);
});
