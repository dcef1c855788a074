import test from 'ava';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { drawingName } from '../../src/cli/drawings.js';
import { temporaryFolder } from '../helpers/squeezenet-variant.js';
import { startService } from '../helpers/start-service.js';
import { tinyModel, writeModel } from '../helpers/tiny-model.js';
import { classify, golden, lines, results } from './run-cli.js';

const NAMES = ['coffee.png', 'rocket.jpg'];

test('--explain: the drawings are those of the service, and the results name them', async (t) => {
  const folder = join(await temporaryFolder(t), 'why/not');
  const service = await startService({ CLASSIFIER_PROCESSES: '1' });
  t.teardown(() => service.child.kill('SIGKILL'));
  const words = ['--explain', folder, ...NAMES.map(golden), 'missing.jpg'];
  const { code, stdout } = await classify(['--json', ...words]);
  t.is(code, 1);
  const [missing, ...explained] = results(stdout).reverse();
  t.is(missing?.explanation, undefined);
  t.deepEqual(
    readdirSync(folder).sort(),
    explained.map(({ explanation = '' }) => basename(explanation)).sort(),
  );
  for (const { image, explanation = '' } of explained) {
    const answer = await fetch(`${service.url}/explain-image`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/octet-stream' },
      body: readFileSync(image),
    });
    t.deepEqual(readFileSync(explanation), Buffer.from(await answer.arrayBuffer()));
  }
  const csv = await classify(['--csv', ...words]);
  const [header, first] = lines(csv.stdout);
  t.is(header, 'image,classification,confidence,error,message,explanation');
  t.is(first?.split(',').at(-1), join(folder, drawingName(golden('coffee.png'))));
});

test('a model without a map, or a folder that cannot be made: exit code 2', async (t) => {
  const folder = await temporaryFolder(t);
  const model = await writeModel(t, tinyModel());
  const unexplained = await classify(['--model', model, '--explain', folder, golden('coffee.png')]);
  t.like(unexplained, { code: 2, stdout: '' });
  t.regex(unexplained.stderr, /^error: --explain: the model colours has no activation map$/m);
  writeFileSync(join(folder, 'file'), '');
  const blocked = await classify(['--explain', join(folder, 'file/why'), golden('coffee.png')]);
  t.like(blocked, { code: 2, stdout: '' });
  t.regex(blocked.stderr, /^error: --explain .* cannot be made a folder \(ENOTDIR\)$/m);
});

test('a drawing’s name stays in its folder, and differs for images of one name', (t) => {
  t.is(drawingName('photos/dog.jpg'), drawingName('./photos/dog.jpg'));
  t.not(drawingName('photos/dog.jpg'), drawingName('other/dog.jpg'));
  for (const name of [
    '../../etc/passwd',
    '..',
    '-',
    'http://a/b?c=../d',
    'a\0b',
    '.x',
    `${'y'.repeat(300)}.jpg`,
  ])
    t.regex(drawingName(name), /^\w[\w.-]{0,99}-[0-9a-f]{12}\.png$/);
});
