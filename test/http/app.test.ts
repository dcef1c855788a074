import 'reflect-metadata';
import test from 'ava';
import { App } from '../../src/http/app.js';
import { startFakeService } from '../helpers/service.js';

test('an answer that could not be sent is logged, unless the client hung up', async (t) => {
  let app: App | undefined;
  const { service, log } = await startFakeService(
    {},
    {
      override: (container) => {
        app = container.resolve(App);
      },
    },
  );
  for (const code of ['EPIPE', 'ECONNRESET', 'ERR_STREAM_WRITE_AFTER_END'])
    app?.koa.emit('error', Object.assign(new Error(code), { code }));
  await service.stop();
  t.deepEqual(
    log.lines
      .filter(({ message }) => message === 'an answer could not be sent')
      .map(({ level, fields }) => [level, (fields as { err: Error }).err.message]),
    [['error', 'ERR_STREAM_WRITE_AFTER_END']],
  );
});
