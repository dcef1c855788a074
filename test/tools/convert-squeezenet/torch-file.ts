import { zipSync } from 'fflate';
import { bytesOf, op, pickle, type FloatArray } from './pickle.js';
import { product, type Layers } from './tiny-weights.js';

const LEGACY_MAGIC = Buffer.from('80028a0a6cfc9c46f9206aa850192e', 'hex');
/** Where torchvision's fire modules stand in `features`. */
const FIRES = { '1.0': [3, 4, 5, 7, 8, 9, 10, 12], '1.1': [3, 4, 6, 7, 9, 10, 11, 12] } as const;

/** Layers in torchvision's names and order: kernels [outputs, inputs, height, width]. */
export function torchvisionTensors(layers: Layers, version: '1.0' | '1.1') {
  const tensors = new Map<string, FloatArray>();
  const add = (theirs: string, ours: string) => {
    const layer = layers.get(ours);
    if (layer === undefined) throw new Error(`no layer ${ours}`);
    tensors.set(`${theirs}.weight`, toOihw(layer[0]));
    tensors.set(`${theirs}.bias`, layer[1]);
  };
  add('features.0', 'conv1');
  for (const [index, place] of FIRES[version].entries())
    for (const [theirs, ours] of [
      ['squeeze', 'squeeze1x1'],
      ['expand1x1', 'expand1x1'],
      ['expand3x3', 'expand3x3'],
    ] as const)
      add(`features.${place}.${theirs}`, `fire${index + 2}/${ours}`);
  add('classifier.1', 'conv10');
  return tensors;
}

function toOihw({ shape, data }: FloatArray): FloatArray {
  const [height = 0, width = 0, inputs = 0, outputs = 0] = shape;
  const places = height * width;
  const moved = Float32Array.from({ length: data.length }, (_, index) => {
    const place = index % places;
    const input = Math.floor(index / places) % inputs;
    const output = Math.floor(index / places / inputs);
    return data[(place * inputs + input) * outputs + output] ?? 0;
  });
  return { shape: [outputs, inputs, height, width], data: moved };
}

const orderedDict = op.reduce(op.global('collections', 'OrderedDict'));

/** The pickle of a state dict whose tensors' numbers lie in storages of their own, by key. */
function stateDict(tensors: ReadonlyMap<string, FloatArray>, legacy: boolean): Buffer {
  const pairs = [...tensors].map(([name, { shape, data }], key) => {
    const storage = [
      op.text('storage'),
      op.global('torch', 'FloatStorage'),
      op.text(String(key)),
      op.text('cpu'),
      op.integer(data.length),
      // The older format names the storage that this one is a view of.
      ...(legacy ? ['N'] : []),
    ];
    const strides = shape.map((_, axis) => product(shape.slice(axis + 1)));
    const tensor = op.reduce(
      op.global('torch._utils', '_rebuild_tensor_v2'),
      `${op.tuple(...storage)}Q`,
      op.integer(0),
      op.tuple(...shape.map(op.integer)),
      op.tuple(...strides.map(op.integer)),
      op.false,
      orderedDict,
    );
    return op.text(name) + tensor;
  });
  return pickle(`${orderedDict}(${pairs.join('')}u`);
}

/** As torch.save writes since 1.6. */
export function torchZip(tensors: ReadonlyMap<string, FloatArray>): Uint8Array {
  const entries: Record<string, Uint8Array> = { 'archive/data.pkl': stateDict(tensors, false) };
  for (const [key, { data }] of [...tensors.values()].entries())
    entries[`archive/data/${key}`] = bytesOf(data);
  return zipSync(entries, { level: 0 });
}

/** As torch.save wrote before 1.6. */
export function torchLegacy(tensors: ReadonlyMap<string, FloatArray>): Buffer {
  const storages = [...tensors.values()].map(({ data }) => {
    const count = Buffer.alloc(8);
    count.writeUInt32LE(data.length);
    return Buffer.concat([count, bytesOf(data)]);
  });
  return Buffer.concat([
    LEGACY_MAGIC,
    pickle(op.integer(1001)),
    pickle(op.dict([op.text('little_endian'), '\x88'])),
    stateDict(tensors, true),
    pickle(op.list(...storages.map((_, key) => op.text(String(key))))),
    ...storages,
  ]);
}
