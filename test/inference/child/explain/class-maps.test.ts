import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { decodeImage } from '../../../../src/inference/child/decode/decode-image.js';
import { GraphSession } from '../../../../src/inference/child/graph/graph-session.js';
import { preprocess } from '../../../../src/inference/child/preprocess.js';
import { readGraphModel } from '../../../../src/model/graph-model-file.js';
import { loadModelCard } from '../../../../src/model/model-card.js';
import { ROOT } from '../../../helpers/squeezenet-variant.js';
import { softmax } from '../../../helpers/tiny-model.js';

const CLASSES = 1000;

for (const name of ['squeezenet1_1', 'efficientnet_lite0'])
  for (const precision of ['float32', 'bfloat16'] as const)
    test(`${name} in ${precision}: the softmax of all maps’ means is the answer`, async (t) => {
      const folder = join(ROOT, 'models', name);
      const card = await loadModelCard(folder);
      const session = await GraphSession.load(await readGraphModel(folder), card, precision);
      const image = await decodeImage(await readFile(join(ROOT, 'models/golden/chelsea.png')), {
        maxPixels: 1e6,
        minimumSize: (upright) => upright,
      });
      const pixels = preprocess(image, card.preprocessing);
      const { probabilities } = session.run(pixels);
      const all = Int32Array.from({ length: CLASSES }, (_, index) => index);
      const explained = session.explainer?.explain(pixels, all);
      if (explained === undefined) throw new Error('the card has explain');

      const cells = explained.maps.length / CLASSES;
      const logits = new Array<number>(CLASSES).fill(0);
      for (const [index, value] of explained.maps.entries())
        logits[index % CLASSES] = (logits[index % CLASSES] ?? 0) + value / cells;
      const biased = logits.map((logit, index) => logit + (explained.biases?.[index] ?? 0));
      for (const [index, value] of softmax(biased).entries()) {
        t.true(Math.abs(value - (probabilities[index] ?? NaN)) < 1e-5, `class ${index}`);
        t.true(Math.abs(value - (explained.probabilities[index] ?? NaN)) < 1e-5);
      }
      session.dispose();
    });
