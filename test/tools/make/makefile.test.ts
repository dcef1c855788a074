import test, { type ExecutionContext } from 'ava';
import { mkdirSync, rmSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Checkout } from './checkout.js';

const CARD = 'models/squeezenet1_1/card.json';
const MODEL = 'models/squeezenet1_1/model.json';
const TORCHVISION = 'models/squeezenet1_1-torchvision/model.json';

/** A converter that logs its runs, and whose `.pth` files are all of torchvision's format. */
const CONVERTER = `
  const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs');
  const file = process.env.WEIGHTS ? '${TORCHVISION}' : '${MODEL}';
  mkdirSync(require('node:path').dirname(file), { recursive: true });
  writeFileSync(file, 'a model');
  appendFileSync('log', 'converted\\n');`;

const SAVED_MODEL = 'models/squeezenet1_1/saved-model.json';

/** Writes a SavedModel of every model, which names what it was made from. */
const WRITER = `
  const { existsSync, readdirSync, readFileSync, writeFileSync } = require('node:fs');
  for (const folder of readdirSync('models').map((name) => 'models/' + name))
    if (existsSync(folder + '/model.json'))
      writeFileSync(
        folder + '/saved-model.json',
        readFileSync(folder + '/model.json', 'utf8') + ' by ' +
          readFileSync('dist/src/inference/child/graph/wrap.js', 'utf8'),
      );`;

/** Logs its arguments. */
const PROGRAM = `
  require('node:fs').appendFileSync('log', JSON.stringify(process.argv.slice(2)) + '\\n');`;

/** What the compiler makes, and of what. */
const COMPILED = {
  'dist/src/main.js': 'program.js',
  'dist/tools/provision-libtensorflow/main.js': 'nothing.js',
  'dist/tools/convert-squeezenet/main.js': 'converter.js',
  'dist/tools/write-saved-model/main.js': 'writer.js',
  'dist/src/inference/child/graph/wrap.js': 'src/wrap.ts',
  'dist/src/inference/child/graph/rewrites/index.js': 'src/rewrites.ts',
};

/** The project's Makefile over a project in which npm is done and the compiler copies a few files. */
function project(t: ExecutionContext): Checkout {
  const checkout = new Checkout(t);
  checkout.copy('Makefile');
  const build = Object.entries(COMPILED)
    .map(([to, from]) => `mkdir -p ${dirname(to)} && cp ${from} ${to}`)
    .join(' && ');
  checkout.write('package.json', JSON.stringify({ scripts: { build } }));
  checkout.write('converter.js', CONVERTER);
  checkout.write('writer.js', WRITER);
  checkout.write('program.js', PROGRAM);
  checkout.write('nothing.js', '');
  checkout.write('src/wrap.ts', 'code');
  checkout.write('src/rewrites.ts', 'code');
  for (const file of [
    'package-lock.json',
    '.npmrc',
    'tsconfig.json',
    'tools/convert-squeezenet/main.ts',
    CARD,
  ])
    checkout.write(file, file);
  checkout.write('node_modules/.package-lock.json', 'installed');
  mkdirSync(join(checkout.root, 'test'));
  return checkout;
}

test('weights that go to another folder leave no model in the default one', async (t) => {
  const checkout = project(t);
  const { code, output } = await checkout.run(['make', 'model', 'WEIGHTS=mine.pth']);
  t.is(code, 0, output);
  t.true(checkout.exists(TORCHVISION));
  t.false(checkout.exists(MODEL));
  await checkout.run(['make', 'model']);
  t.is(checkout.read(MODEL), 'a model');
});

test('a model is made once in a copied tree, and again from another card', async (t) => {
  const checkout = project(t);
  await checkout.run(['make', 'model']);
  const future = new Date(Date.now() + 60_000);
  for (const file of [CARD, 'tools/convert-squeezenet/main.ts', 'package-lock.json'])
    utimesSync(join(checkout.root, file), future, future);
  t.deepEqual(await checkout.run(['make', 'model']), { code: 0, output: '' });
  t.is(checkout.runs(), 1);
  checkout.write(CARD, 'another card');
  await checkout.run(['make', 'model']);
  t.is(checkout.runs(), 2);
});

test('a SavedModel is written for every model, and again by other code or from another model', async (t) => {
  const checkout = project(t);
  await checkout.run(['make', 'model', 'WEIGHTS=mine.pth']);
  t.is(checkout.read('models/squeezenet1_1-torchvision/saved-model.json'), 'a model by code');
  await checkout.run(['make', 'model']);
  t.is(checkout.read(SAVED_MODEL), 'a model by code');
  checkout.write('src/wrap.ts', 'other code');
  await checkout.run(['make', 'model']);
  t.is(checkout.read(SAVED_MODEL), 'a model by other code');
  checkout.write(MODEL, 'another model');
  await checkout.run(['make', 'model']);
  t.is(checkout.read(SAVED_MODEL), 'another model by other code');
  t.deepEqual(await checkout.run(['make', 'model']), { code: 0, output: '' });
});

test('what was compiled from a source that is gone, goes too', async (t) => {
  const checkout = project(t);
  checkout.write('src/gone.ts', '');
  await checkout.run(['make', 'model']);
  checkout.write('dist/src/gone.js', '');
  rmSync(join(checkout.root, 'src/gone.ts'));
  await checkout.run(['make', 'model']);
  t.false(checkout.exists('dist/src/gone.js'));
  t.true(checkout.exists('dist/tools/convert-squeezenet/main.js'));
});

test('classify: IMAGE is one word, whatever is in it, and ARGS are several', async (t) => {
  const checkout = project(t);
  const image = `my 'odd' "photo" *.jpg`;
  const run = await checkout.run(['make', 'classify', `IMAGE=${image}`, 'ARGS=--top-k 3']);
  t.is(run.code, 0, run.output);
  const words = ['classify', '--top-k', '3', '--', image];
  t.is(checkout.read('log'), `converted\n${JSON.stringify(words)}\n`);
});

test('classify without IMAGE says what is missing, and sets nothing up', async (t) => {
  const checkout = project(t);
  const { code, output } = await checkout.run(['make', 'classify']);
  t.is(code, 2);
  t.regex(output, /^IMAGE is missing: make classify IMAGE=dog\.jpg/);
  t.false(checkout.exists(MODEL));
});
