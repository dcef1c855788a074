import test from 'ava';
import { tinyModel, writeModel, type TinyModel } from '../../helpers/tiny-model.js';
import { withoutSoftmax } from '../../helpers/without-softmax.js';
import { assertRefused } from './assert-refused.js';

const wrongModels: Record<string, [(model: TinyModel) => TinyModel, RegExp]> = {
  'another number of labels': [
    (model) => ({ ...model, labels: ['red', 'green', 'blue'] }),
    /the graph gives 4 classes, but there are 3 labels$/,
  ],
  'two inputs': [
    (model) => ({
      ...model,
      nodes: [{ name: 'second', op: 'Placeholder', attr: { dtype: { type: 1 } } }, ...model.nodes],
    }),
    /the model has 2 inputs and 2 outputs where one of each is needed/,
  ],
  'an unknown op': [
    (model) => ({
      ...model,
      nodes: model.nodes.map((node) => (node.name === 'colour' ? { ...node, op: 'Dream' } : node)),
    }),
    /Dream.*; libtensorflow has no op Dream$/,
  ],
  'a node without its weights': [
    (model) => ({ ...model, weights: model.weights.filter(({ name }) => name !== 'matrix') }),
    /^the model has no weights for matrix$/,
  ],
  'weights of another shape than the graph’s': [
    (model) => ({
      ...model,
      weights: model.weights.map((one) =>
        one.name === 'matrix' ? { ...one, shape: [3, 4] } : one,
      ),
    }),
    /^the graph does not run: .*In\[0\]: \[1,3\], In\[1\]: \[3,4\]/,
  ],
  'a crop of another size than its input': [
    (model) => {
      const preprocessing = { ...model.card.preprocessing, crop: { width: 12, height: 20 } };
      return { ...model, card: { ...model.card, preprocessing } };
    },
    /^the graph takes input of shape \[-1,12,20,3\] where the card's crop gives \[1,20,12,3\]$/,
  ],
  'a Softmax whose card says logits': [
    (model) => ({ ...model, card: { ...model.card, output: 'logits' } }),
    /^the card says that the output is logits, but the graph ends in a Softmax \(colour\): the output must be "probabilities"$/,
  ],
  'a Softmax behind other nodes whose card says logits': [
    (model) => ({
      ...model,
      card: { ...model.card, output: 'logits' },
      nodes: [
        ...model.nodes,
        { name: 'last', op: 'Identity', input: ['colour:0'], attr: { T: { type: 'DT_FLOAT' } } },
      ],
    }),
    /^the card says that the output is logits, but the graph ends in a Softmax \(colour\)/,
  ],
  'logits whose card says probabilities': [
    withoutSoftmax,
    /^the outputs of the graph are no probabilities: they must be 0 or more, and sum to 1, not to 0\.000; if they are logits, the card's output must be "logits"$/,
  ],
};

for (const [name, [change, message]] of Object.entries(wrongModels))
  test(`a model with ${name} is refused`, async (t) => {
    await assertRefused(t, await writeModel(t, change(tinyModel())), message);
  });
