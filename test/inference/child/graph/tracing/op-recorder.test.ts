import test from 'ava';
import {
  recordOps,
  type OpBackend,
} from '../../../../../src/inference/child/graph/tracing/op-recorder.js';
import { UnsupportedGraphError } from '../../../../../src/inference/child/graph/unsupported-graph.js';
import { loadTensorflow } from '../../../../../src/inference/child/tensorflow.js';

const tf = loadTensorflow();
const backend = tf.backend() as unknown as OpBackend;

test.serial('ops become nodes, and other tensors constants', (t) => {
  const image = tf.tensor([1, 2]);
  const { nodes, constants } = recordOps(backend, image, () => {
    image.add(tf.tensor([10, 20])).neg();
  });
  t.deepEqual(
    nodes.map(({ op, input }) => [op, ...input]),
    [
      ['Placeholder'],
      ['Const'],
      ['Add', 'recorded/input', 'recorded/1_Const'],
      ['Neg', 'recorded/2_Add'],
    ],
  );
  const [value] = constants.values();
  t.deepEqual(value?.shape, [2]);
  t.deepEqual(value?.bytes, new Uint8Array(Float32Array.of(10, 20).buffer));
});

test.serial('reading what depends on the input is refused, and the backend works on', (t) => {
  const image = tf.tensor([1, 2]);
  t.throws(() => recordOps(backend, image, () => image.neg().dataSync()), {
    instanceOf: UnsupportedGraphError,
    message: /in JavaScript$/,
  });
  t.throws(() => recordOps(backend, image, () => image.dataSync()), {
    instanceOf: UnsupportedGraphError,
  });
  t.deepEqual([...image.neg().dataSync()], [-1, -2]);
});

test.serial('reading what does not depend on the input is fine', (t) => {
  t.notThrows(() => recordOps(backend, tf.tensor([1]), () => tf.tensor([3]).neg().dataSync()));
});
