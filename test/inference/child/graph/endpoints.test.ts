import test from 'ava';
import { checkInputShape, findEndpoints } from '../../../../src/inference/child/graph/endpoints.js';
import type { GraphModelJson, NodeJson } from '../../../../src/model/graph-model-file.js';
import { ModelError } from '../../../../src/model/model-card.js';

function graph(
  nodes: Record<string, string[]>,
  signature?: { inputs: string[]; outputs: string[] },
): GraphModelJson {
  const tensors = (names: string[]) =>
    Object.fromEntries(names.map((name, key) => [String(key), { name, dtype: 'DT_FLOAT' }]));
  const node = Object.entries(nodes).map(([name, input]): NodeJson => ({
    name,
    op: name.startsWith('in') ? 'Placeholder' : 'Relu',
    input,
    attr: {},
  }));
  return {
    format: 'graph-model',
    modelTopology: { node },
    weightsManifest: [],
    ...(signature && {
      signature: { inputs: tensors(signature.inputs), outputs: tensors(signature.outputs) },
    }),
  };
}

const CHAIN = { in: [], a: ['in'], b: ['a:0', '^in'] };

test('without a signature: the only placeholder, and the only node that nothing follows', (t) => {
  t.deepEqual(findEndpoints(graph(CHAIN)), { input: 'in', output: 'b' });
});

test('a signature names them, with or without the number of the output', (t) => {
  for (const [inputs, outputs] of [
    [['in:0'], ['a:0']],
    [['in'], ['a']],
  ] as const)
    t.deepEqual(findEndpoints(graph(CHAIN, { inputs: [...inputs], outputs: [...outputs] })), {
      input: 'in',
      output: 'a',
    });
});

test('a signature that names nothing is none', (t) => {
  for (const signature of [{}, { inputs: {}, outputs: {} }])
    t.deepEqual(findEndpoints({ ...graph(CHAIN), signature }), { input: 'in', output: 'b' });
});

test('there must be one of each', (t) => {
  const wrong: [GraphModelJson, string][] = [
    [graph({ a: [] }), '0 inputs and 1 outputs'],
    [graph({ in1: [], in2: [], a: ['in1', 'in2'] }), '2 inputs and 1 outputs'],
    [graph({ in: [], a: ['in'], b: ['in'] }), '1 inputs and 2 outputs'],
    [graph(CHAIN, { inputs: ['in'], outputs: ['a', 'b'] }), '1 inputs and 2 outputs'],
  ];
  for (const [json, found] of wrong)
    t.throws(() => findEndpoints(json), {
      instanceOf: ModelError,
      message: `the model has ${found} where one of each is needed`,
    });
});

test('a signature must name nodes that there are', (t) => {
  const model = graph(CHAIN, { inputs: ['in'], outputs: ['c:0'] });
  t.throws(() => findEndpoints(model), {
    instanceOf: ModelError,
    message: 'the model has no node c, which its signature names',
  });
});

/** Checks a placeholder of this shape against a crop 20 wide and 12 high. */
function check(shape: object | undefined) {
  const attr: NodeJson['attr'] = shape === undefined ? {} : { shape: { shape } };
  const node = [{ name: 'in', op: 'Placeholder', input: [], attr }];
  const json: GraphModelJson = { ...graph({}), modelTopology: { node } };
  checkInputShape(json, { input: 'in', output: 'b' }, { width: 20, height: 12 });
}

function dims(...sizes: number[]) {
  return { dim: sizes.map((size) => ({ size: String(size) })) };
}

test('an input takes the crop, or any size', (t) => {
  for (const sizes of [
    [1, 12, 20, 3],
    [-1, 12, 20, 3],
    [-1, -1, -1, 3],
    [-1, -1, -1, -1],
  ])
    t.notThrows(() => {
      check(dims(...sizes));
    }, sizes.join());
  for (const shape of [undefined, {}, { unknownRank: true, dim: [] }, { dim: [{}, {}, {}, {}] }])
    t.notThrows(() => {
      check(shape);
    }, JSON.stringify(shape));
});

test('an input of another size, order or rank is refused', (t) => {
  for (const sizes of [
    [],
    [3],
    [12, 20, 3],
    [-1, 12, 20],
    [-1, 12, 20, 3, 1],
    [-1, -1, -1, -1, -1],
    [2, 12, 20, 3],
    [0, 12, 20, 3],
    [1, 11, 20, 3],
    [1, 12, 21, 3],
    [1, 20, 12, 3],
    [1, 3, 12, 20],
    [1, 12, 20, 1],
  ])
    t.throws(
      () => {
        check(dims(...sizes));
      },
      {
        instanceOf: ModelError,
        message: `the graph takes input of shape [${sizes.join()}] where the card's crop gives [1,12,20,3]`,
      },
      sizes.join(),
    );
});
