import { unzipSync } from 'fflate';
import { BufferReader } from 'pickleparser';
import { float32FromBytes, sizeOf, WeightsError } from './layer-weights.js';
import { isDense, toRowMajor } from './strides.js';
import { unpickle, type PickleNames } from './unpickle.js';

/** A tensor of a torch file, row-major. */
export interface TorchTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** torch's `MAGIC_NUMBER` (torch/serialization.py), pickled: the start of files in the older format. */
const LEGACY_MAGIC = Buffer.from('80028a0a6cfc9c46f9206aa850192e', 'hex');
const ZIP_MAGIC = Buffer.from('PK');

/**
 * Reads a state dict written by `torch.save`, in the zip format or the one before torch 1.6: float32
 * tensors by name. int64 tensors, the counters of batch normalization, are left out. Nothing in the file is
 * executed.
 *
 * @throws WeightsError when the file has another content
 */
export function readTorchFile(file: Uint8Array): Map<string, TorchTensor> {
  if (startsWith(file, ZIP_MAGIC)) return readZip(file);
  if (startsWith(file, LEGACY_MAGIC)) return readLegacy(file);
  throw new WeightsError('the file is no PyTorch weights file (.pth)');
}

/** Whether the file starts like one written by `torch.save`. */
export function isTorchFile(file: Uint8Array): boolean {
  return startsWith(file, ZIP_MAGIC) || startsWith(file, LEGACY_MAGIC);
}

function startsWith(file: Uint8Array, magic: Buffer): boolean {
  return magic.equals(file.subarray(0, magic.length));
}

/** The zip has one folder: `data.pkl`, and each storage's bytes in `data/KEY`. */
function readZip(file: Uint8Array): Map<string, TorchTensor> {
  const entries = unzip(file);
  const pickle = Object.keys(entries).find((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickle === undefined) throw new WeightsError('the .pth file has no data.pkl');
  const folder = pickle.slice(0, -'data.pkl'.length);
  const tensors = readStateDict(new BufferReader(entries[pickle] ?? new Uint8Array()));
  return resolveStorages(tensors, (key) => entries[`${folder}data/${key}`]);
}

function unzip(file: Uint8Array): Record<string, Uint8Array> {
  try {
    return unzipSync(file);
  } catch (error) {
    throw new WeightsError(`the .pth file is a broken zip: ${(error as Error).message}`);
  }
}

/**
 * A sequence of pickles: magic number, protocol, system, the state dict, the storages' keys. Then for
 * each key the number of elements (int64) and their bytes.
 */
function readLegacy(file: Uint8Array): Map<string, TorchTensor> {
  const reader = new BufferReader(file);
  reader.skip(LEGACY_MAGIC.length);
  const none: PickleNames = new Map();
  unpickle(reader, none);
  unpickle(reader, none);
  const tensors = readStateDict(reader);
  const keys = unpickle(reader, none);
  if (!Array.isArray(keys)) throw new WeightsError('the .pth file has no list of storages');
  const counters = new Set(
    [...tensors.values()].filter(isCounter).map(({ storage }) => storage.key),
  );
  const storages = new Map<string, Uint8Array>();
  for (const key of keys as unknown[]) {
    const size = storageSize(reader, counters.has(String(key)) ? 8 : 4);
    if (size > reader.length - reader.position)
      throw new WeightsError('the .pth file is cut short');
    storages.set(String(key), new Uint8Array(reader.bytes(size)));
  }
  return resolveStorages(tensors, (key) => storages.get(key));
}

/** A storage's size in bytes; Infinity if the file ends before it, or claims an impossible size. */
function storageSize(reader: BufferReader, bytesPerValue: number): number {
  try {
    return reader.uint64() * bytesPerValue;
  } catch {
    return Infinity;
  }
}

/** A tensor as the pickle describes it: part of a storage that has not been read yet. */
class StoredTensor {
  constructor(
    readonly storage: Storage,
    readonly offset: number,
    readonly shape: number[],
    readonly stride: number[],
  ) {
    if (!isDense(shape, stride))
      throw new WeightsError('the .pth file has a tensor that is not dense');
  }
}

class Storage {
  constructor(
    readonly key: string,
    readonly type: unknown,
  ) {}
}

const FLOAT_STORAGE = () => refuseStorage();
const LONG_STORAGE = () => refuseStorage();

function refuseStorage(): never {
  throw new WeightsError('the .pth file makes a storage where it should refer to one');
}

function isCounter({ storage }: StoredTensor): boolean {
  return storage.type === LONG_STORAGE;
}

const TORCH_NAMES: PickleNames = new Map<string, (...args: unknown[]) => unknown>([
  ['collections.OrderedDict', (pairs) => new Map((pairs ?? []) as [unknown, unknown][])],
  ['torch.FloatStorage', FLOAT_STORAGE],
  ['torch.LongStorage', LONG_STORAGE],
  ['torch._utils._rebuild_parameter', (tensor) => tensor],
  [
    'torch._utils._rebuild_tensor_v2',
    (storage, offset, shape, stride) => {
      if (!(storage instanceof Storage)) throw new WeightsError('a tensor without a storage');
      return new StoredTensor(storage, Number(offset), shape as number[], stride as number[]);
    },
  ],
]);

function readStateDict(reader: BufferReader): Map<string, StoredTensor> {
  const stateDict = unpickle(reader, TORCH_NAMES, (id) => {
    const [kind, type, key] = Array.isArray(id) ? (id as unknown[]) : [];
    if (kind !== 'storage' || (type !== FLOAT_STORAGE && type !== LONG_STORAGE))
      throw new WeightsError('the .pth file has a storage of something else than float32');
    return new Storage(String(key), type);
  });
  if (!(stateDict instanceof Map)) throw new WeightsError('the .pth file holds no state dict');
  const tensors = new Map<string, StoredTensor>();
  for (const [name, tensor] of stateDict as Map<unknown, unknown>) {
    if (!(tensor instanceof StoredTensor))
      throw new WeightsError(`${String(name)} in the .pth file is no tensor`);
    tensors.set(String(name), tensor);
  }
  return tensors;
}

function resolveStorages(
  tensors: Map<string, StoredTensor>,
  storageOf: (key: string) => Uint8Array | undefined,
): Map<string, TorchTensor> {
  const resolved = new Map<string, TorchTensor>();
  for (const [name, tensor] of tensors) {
    if (isCounter(tensor)) continue;
    const { storage, offset, shape, stride } = tensor;
    const bytes = storageOf(storage.key);
    const end = (offset + sizeOf(shape)) * 4;
    if (bytes === undefined || bytes.length < end)
      throw new WeightsError(`the .pth file lacks the data of ${name}`);
    const elements = float32FromBytes(bytes.subarray(offset * 4, end));
    resolved.set(name, { shape, data: toRowMajor(elements, shape, stride) });
  }
  return resolved;
}
