import anyTest, { type TestFn } from 'ava';
import { startFakeService } from './service.js';

/** Tests that share one service with fakes, `t.context`. No request of theirs may cause an internal error. */
export function testWithService(): TestFn<Awaited<ReturnType<typeof startFakeService>>> {
  const test = anyTest as TestFn<Awaited<ReturnType<typeof startFakeService>>>;
  test.before(async (t) => {
    t.context = await startFakeService();
  });
  test.after.always(async (t) => {
    await t.context.service.stop();
  });
  test.afterEach.always((t) => {
    t.deepEqual(
      t.context.log.lines.filter(({ level }) => level === 'error'),
      [],
    );
  });
  return test;
}
