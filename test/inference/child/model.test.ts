import { startPool } from '../../helpers/model-pool.js';
import { FakeLog } from '../../helpers/service.js';
import test, { type ExecutionContext } from 'ava';
import sharp from 'sharp';
import { Model } from '../../../src/inference/child/model.js';
import { runModel } from '../../helpers/run-model.js';
import {
  onlyForTfjs,
  tinyModel,
  tinyProbabilities,
  writeModel,
  type TinyModel,
} from '../../helpers/tiny-model.js';
import { withoutSoftmax } from '../../helpers/without-softmax.js';

const MAX_PIXELS = 1_000_000;
const ORANGE = { r: 240, g: 120, b: 10 };

function image(width: number, height: number, colour = ORANGE): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: colour } })
    .png()
    .toBuffer();
}

async function assertOrange(t: ExecutionContext, folder: string): Promise<void> {
  const model = await Model.load(folder);
  for (const [width, height] of [
    [1, 1],
    [300, 200],
    [20, 50],
  ] as const) {
    const { probabilities, decode, inference } = await runModel(
      model,
      await image(width, height),
      MAX_PIXELS,
    );
    const expected = tinyProbabilities([ORANGE.r, ORANGE.g, ORANGE.b]);
    t.is(probabilities.length, 4);
    for (const [index, value] of expected.entries())
      t.true(Math.abs((probabilities[index] ?? 1) - value) < 1e-6, probabilities.join());
    t.true(decode >= 0 && inference >= 0);
  }
  model.dispose();
}

test('a model of another kind, size and labels runs from its folder', async (t) => {
  await assertOrange(t, await writeModel(t, tinyModel()));
});

test('a graph that only TF.js runs is run by TF.js, and the log says so once', async (t) => {
  const folder = await writeModel(t, onlyForTfjs(tinyModel()));
  await assertOrange(t, folder);
  const log = new FakeLog();
  const pool = await startPool(folder, { log, processes: 2 });
  await pool.close();
  t.is(log.lines.length, 1);
  t.regex(log.lines[0]?.message ?? '', /^the model runs node by node, which is slower: .*MatMul/);
});

test('the resize rule and the crop are the card’s', async (t) => {
  // The left half is red and the right half blue, so the crop decides the class.
  const left = await image(100, 100, { r: 255, g: 0, b: 0 });
  const halves = await sharp({
    create: { width: 300, height: 100, channels: 3, background: 'blue' },
  })
    .composite([{ input: left, left: 0, top: 0 }])
    .png()
    .toBuffer();
  const classes = async (resize: TinyModel['card']['preprocessing']['resize']) => {
    const model = await Model.load(await writeModel(t, tinyModel({ resize })));
    const { probabilities } = await runModel(model, halves, MAX_PIXELS);
    model.dispose();
    return [...probabilities];
  };
  const near = (actual: number[], expected: number[]) => {
    for (const [index, value] of expected.entries())
      t.true(Math.abs((actual[index] ?? 1) - value) < 0.02, `${actual.join()} ${expected.join()}`);
  };
  // Warped to the crop's size, the whole image counts; with the short side 96, only the middle.
  near(await classes({ mode: 'warp', width: 20, height: 12 }), tinyProbabilities([85, 0, 170]));
  near(await classes({ mode: 'short-side', size: 96 }), tinyProbabilities([0, 0, 255]));
});

test('of a graph that gives logits, the service takes the softmax', async (t) => {
  const model = withoutSoftmax(tinyModel());
  await assertOrange(
    t,
    await writeModel(t, { ...model, card: { ...model.card, output: 'logits' } }),
  );
});
