import test from 'ava';
import { closeAll } from '../src/closing.js';
import { FakeLog } from './helpers/service.js';

test('everything is closed in order, even if one fails', async (t) => {
  const log = new FakeLog();
  const events: string[] = [];
  const closing = (name: string, fails = false) => ({
    async close() {
      events.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      events.push(`${name} ends`);
      if (fails) throw new Error(name);
    },
  });
  await closeAll([closing('first'), closing('second', true), closing('third')], log);
  t.deepEqual(
    events,
    ['first', 'second', 'third'].flatMap((name) => [`${name} begins`, `${name} ends`]),
  );
  t.like(log.lines, [{ level: 'error', message: 'something could not be closed' }]);
  t.is(log.lines.length, 1);
});
