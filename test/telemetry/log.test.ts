import test from 'ava';
import { schemaProblems } from '../helpers/ecs-schema.js';
import { logInto } from './log-sink.js';

test('each line is one JSON object in the Elastic Common Schema, in the order written', async (t) => {
  const { log, lines } = logInto();
  log.info({ processes: 2, checked: true }, 'one');
  log.warn({ action: 'process-ended', pid: 12, signal: 'SIGSEGV' }, 'two');
  log.error({ err: new TypeError('no such thing', { cause: new Error('deeper') }) }, 'three');
  const written = await lines();
  t.deepEqual(written.flatMap(schemaProblems), []);
  t.like(
    written.map((line) => JSON.parse(line) as object),
    [
      { message: 'one', 'log.level': 'info', labels: { processes: '2', checked: 'true' } },
      {
        message: 'two',
        'event.action': 'process-ended',
        'process.pid': 12,
        'classifier.process.signal': 'SIGSEGV',
      },
      { message: 'three', 'error.type': 'TypeError', 'error.message': 'no such thing' },
    ],
  );
  t.regex(written[2] ?? '', /Caused by: Error: deeper/);
});

test('only details of a line are labels: without them there are none', async (t) => {
  const { log, lines } = logInto();
  log.info({ pid: 12, nothing: undefined }, 'one');
  log.info({ detail: 'two' }, 'two');
  const written = (await lines()).map((line) => JSON.parse(line) as Record<string, unknown>);
  t.false('labels' in (written[0] ?? {}));
  t.deepEqual(written[1]?.['labels'], { detail: 'two' });
});

test('only the codes of errors that are texts are written', async (t) => {
  const { log, lines } = logInto();
  for (const code of ['EACCES', 11])
    log.error({ err: Object.assign(new Error('failed'), { code }) }, 'failed');
  log.error({ err: new Error('failed') }, 'failed');
  const written = (await lines()).map((line) => JSON.parse(line) as Record<string, unknown>);
  t.deepEqual(
    written.map((line) => line['error.code']),
    ['EACCES', undefined, undefined],
  );
});

test('the checker of the schema finds what is wrong', (t) => {
  const line = {
    '@timestamp': '2026-11-24T20:00:00.000Z',
    'log.level': 'info',
    'ecs.version': '9.4.0',
    message: 'hello',
  };
  const problemsOf = (fields: object) => schemaProblems(JSON.stringify({ ...line, ...fields }));
  t.deepEqual(problemsOf({}), []);
  t.deepEqual(problemsOf({ 'no.such': 1 }), ['no.such is not in the schema']);
  t.deepEqual(problemsOf({ 'event.duration': 1.5 }), ['event.duration is no long']);
  t.deepEqual(problemsOf({ 'client.ip': 'fe80::1%lo' }), ['client.ip is no ip']);
  t.deepEqual(problemsOf({ 'event.outcome': 'good' }), ['event.outcome is good']);
  t.deepEqual(problemsOf({ 'event.type': 'access' }), ['event.type is no list']);
  t.deepEqual(problemsOf({ labels: { a: { b: 1 } } }), ['labels.a is no plain text']);
  t.deepEqual(problemsOf({ 'error.code': 'a'.repeat(1025) }), ['error.code is too long']);
});

test('LOG_LEVEL leaves out what is below it', async (t) => {
  const { log, lines } = logInto({ LOG_LEVEL: 'warn' });
  log.info({}, 'left out');
  log.warn({}, 'there');
  t.deepEqual(
    (await lines()).map((line) => (JSON.parse(line) as { message: string }).message),
    ['there'],
  );
});

for (const [shown, url] of [
  ['full', 'https://images.example.com/a/b.jpg?token=secret'],
  ['path', 'https://images.example.com/a/b.jpg'],
  ['host', 'images.example.com'],
  ['none', undefined],
] as const)
  test(`LOG_IMAGE_URLS=${shown} shows ${url ?? 'nothing'} of an image's URL`, async (t) => {
    const { log, lines } = logInto({ LOG_IMAGE_URLS: shown });
    log.info({ image: new URL('https://images.example.com/a/b.jpg?token=secret') }, 'hello');
    const [line = ''] = await lines();
    t.is((JSON.parse(line) as Record<string, unknown>)['classifier.image.url'], url);
    t.is(line.includes('secret'), shown === 'full');
  });

for (const format of ['ecs', 'pretty'])
  test(`nothing that a client sends makes a line of its own (${format})`, async (t) => {
    const { log, lines } = logInto({ LOG_FORMAT: format });
    const forged = 'a\n{"message":"forged"}\r\u2028\u0085\u001b[2J\u009b2J\u202Eb';
    log.warn({ err: new Error(forged), detail: forged, [forged]: 'name' }, forged);
    log.event('info', { 'url.path': forged }, forged);
    const written = await lines();
    t.deepEqual(
      written.filter((line) => !line.startsWith('    ')).length,
      2,
      'a stack is indented, and there is nothing else',
    );
    if (format === 'pretty') t.notRegex(written.join(''), /[\p{Cc}\p{Zl}\p{Zp}\u202e]/u);
  });

test('pretty: time, level, message and details at a glance; colour on request only', async (t) => {
  const write = async (color: boolean) => {
    const { log, lines } = logInto({ LOG_FORMAT: 'pretty' }, { color });
    log.info({ processes: 2, 'classifier.duration.fetch': 12_340_000 }, 'hello');
    return (await lines())[0] ?? '';
  };
  t.regex(await write(false), /^\d\d:\d\d:\d\d\.\d{3} INFO {2}hello fetch=12\.3ms processes=2$/);
  // eslint-disable-next-line no-control-regex
  t.regex(await write(true), /^\u001b\[2m[\d:.]+\u001b\[0m \u001b\[32mINFO /);
});

test('the format is pretty on a terminal, and ecs elsewhere', async (t) => {
  for (const terminal of [true, false]) {
    const { log, lines } = logInto({}, { terminal, color: false });
    log.info({}, 'hello');
    t.is((await lines())[0]?.startsWith('{'), !terminal);
  }
});
