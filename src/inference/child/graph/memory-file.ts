import { nativeBinding } from '../native-binding.js';

/**
 * Writes a file of libtensorflow's in-memory file system, which only this process sees and which is
 * gone when it ends, however it ends. An existing file is replaced.
 *
 * @param path begins with `ram://`; folders are made as needed
 * @throws Error of libtensorflow's
 */
export function writeMemoryFile(path: string, content: Uint8Array): void {
  const binding = nativeBinding();
  const tensors = [new TextEncoder().encode(path), content].map((bytes) =>
    binding.createTensor([], binding.TF_STRING, [bytes]),
  );
  try {
    binding.executeOp('WriteFile', [], tensors, 0);
  } finally {
    for (const tensor of tensors) binding.deleteTensor(tensor);
  }
}
