import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { buildSavedModel } from '../../../../../src/inference/child/graph/build-saved-model.js';
import type { ClassExplainer } from '../../../../../src/inference/child/graph/graph-runner.js';
import { GraphSession } from '../../../../../src/inference/child/graph/graph-session.js';
import { readGraphModel } from '../../../../../src/model/graph-model-file.js';
import { loadModelCard } from '../../../../../src/model/model-card.js';
import type { CellAxis } from '../../../../../src/model/saved-model-file.js';
import { convert } from '../../../../../tools/convert-squeezenet/convert.js';
import { ROOT, temporaryFolder } from '../../../../helpers/squeezenet-variant.js';
import { writeModel, type TinyModel } from '../../../../helpers/tiny-model.js';
import {
  ndfFile,
  tinyLayers,
  uniform,
  writeCard,
  type Version,
} from '../../../../tools/convert-squeezenet/tiny-weights.js';
import { windowsModel, type Layer } from './windows-model.js';

async function cellsOf(folder: string) {
  const card = await loadModelCard(folder);
  const { endpoints } = await buildSavedModel(await readGraphModel(folder), card);
  const { rows, columns } = endpoints.explain ?? {};
  return { rows, columns };
}

// Worked out by hand from the layers, see docs/explain.md.
const squeezenets: [Version, CellAxis][] = [
  ['1.1', { cells: 14, first: 15, step: 16 }],
  ['1.0', { cells: 13, first: 17, step: 16 }],
];

for (const [version, axis] of squeezenets)
  test(`SqueezeNet ${version} has ${axis.cells} cells a side, at ${axis.first} + ${axis.step} i`, async (t) => {
    const folder = await temporaryFolder(t);
    await writeCard(folder, version);
    await convert(folder, ndfFile(tinyLayers(version)));
    t.deepEqual(await cellsOf(folder), { rows: axis, columns: axis });
  });

test('EfficientNet-Lite0 has 7 cells a side, at 31 + 32 i', async (t) => {
  const axis = { cells: 7, first: 31, step: 32 };
  t.deepEqual(await cellsOf(join(ROOT, 'models/efficientnet_lite0')), {
    rows: axis,
    columns: axis,
  });
});

const INPUT = { width: 61, height: 53 };

/**
 * The first and the last pixel along a side that each cell of that side reacts to, in the middle of the
 * other side. A cell that sees only padding reacts to none.
 */
function reactions(explainer: ClassExplainer, side: 'rows' | 'columns'): [number, number][] {
  const pixels = side === 'rows' ? INPUT.height : INPUT.width;
  const cells = explainer.cells[side].cells;
  const [across, down] = [explainer.cells.columns.cells, explainer.cells.rows.cells];
  const seen = Array.from({ length: cells }, (): [number, number] => [Infinity, -Infinity]);
  for (let lit = 0; lit < pixels; lit++) {
    const image = Uint8Array.from({ length: INPUT.width * INPUT.height * 3 }, (_, index) => {
      const pixel = Math.floor(index / 3);
      const place = side === 'rows' ? Math.floor(pixel / INPUT.width) : pixel % INPUT.width;
      return place === lit ? 1 : 0;
    });
    const { maps } = explainer.explain(image, Int32Array.of(0));
    for (const [cell, range] of seen.entries()) {
      const value =
        maps[side === 'rows' ? cell * across + (across >> 1) : (down >> 1) * across + cell] ?? 0;
      if (value > 0) seen[cell] = [Math.min(range[0], lit), Math.max(range[1], lit)];
    }
  }
  return seen;
}

/** Holds the places of cells to the pixels that they react to in libtensorflow. */
async function assertPlaced(t: ExecutionContext, model: TinyModel): Promise<void> {
  const folder = await writeModel(t, model);
  const card = await loadModelCard(folder);
  const session = await GraphSession.load(await readGraphModel(folder), card);
  const { explainer } = session;
  if (explainer === undefined) throw new Error('the card has explain');
  for (const side of ['rows', 'columns'] as const) {
    const last = (side === 'rows' ? INPUT.height : INPUT.width) - 1;
    const axis: CellAxis = explainer.cells[side];
    // A field that an edge cuts off, of the image or of a tensor on the way, is narrower than the others.
    const all = reactions(explainer, side);
    const width = Math.max(...all.map(([from, to]) => to - from));
    const whole: [number, [number, number]][] = [...all.entries()].filter(
      ([, [from, to]]) => from > 0 && to < last && to - from === width,
    );
    t.true(whole.length > 0);
    for (const [cell, [from, to]] of whole)
      t.is((from + to) / 2, axis.first + cell * axis.step, side);
  }
  session.dispose();
}

const random = uniform(7);
const pick = <T>(...choices: [T, ...T[]]): T =>
  choices[Math.floor(((random() + 1) / 2) * choices.length)] ?? choices[0];

function randomLayer(): Layer {
  if (pick(0, 0, 0, 1) === 1)
    return { kind: 'pad', cells: [pick(0, 1, 2), pick(0, 1), pick(0, 3), pick(0, 1)] };
  const kind = pick<'convolution' | 'pool'>('convolution', 'pool');
  const stride = pick(1, 2);
  // TensorFlow takes only one of both.
  const dilation = kind === 'convolution' && stride === 1 ? pick(1, 2) : 1;
  const size = [pick(1, 2, 3, 5), pick(1, 2, 3, 4)] as const;
  // A window smaller than the stride skips pixels.
  const atLeast = size.map((one) => Math.max(one, stride)) as [number, number];
  return { kind, size: atLeast, stride, dilation, padding: pick('SAME', 'VALID') };
}

for (let net = 0; net < 12; net++) {
  const layers = Array.from({ length: 3 }, randomLayer);
  // Without a convolution there would be three maps for four classes.
  layers.push({ kind: 'convolution', size: [1, 1], stride: 1, dilation: 1, padding: 'VALID' });
  const title = layers
    .map((one) => (one.kind === 'pad' ? 'pad' : `${one.kind} ${one.size.join('×')}/${one.stride}`))
    .join(', ');
  test(`cells lie in the middle of what they react to: ${net}: ${title}`, async (t) => {
    await assertPlaced(t, windowsModel(INPUT, layers));
  });
}

test('what is not known to keep cells in their places is refused', async (t) => {
  const model = windowsModel(INPUT, [
    { kind: 'convolution', size: [1, 1], stride: 1, dilation: 1, padding: 'VALID' },
  ]);
  const attr = { T: { type: 'DT_FLOAT' }, Tidx: { type: 'DT_INT32' } };
  const nodes = model.nodes.map((node) =>
    node.name === 'layer0' ? { ...node, input: ['turned', 'layer0/kernel'] } : node,
  );
  const turned = { name: 'turned', op: 'ReverseV2', input: ['image', 'axes'], attr };
  const folder = await writeModel(t, { ...model, nodes: [...nodes, turned] });
  await t.throwsAsync(cellsOf(folder), {
    name: 'ModelError',
    message:
      'the cells of the explanation cannot be placed in the image: nothing is known of what turned (ReverseV2) does to them',
  });
});
