import { mkdir, writeFile } from 'node:fs/promises';
import { readGraphModel } from '../../src/model/graph-model-file.js';
import { loadLabels, loadModelCard } from '../../src/model/model-card.js';
import { exportOnnx } from './onnx/export-onnx.js';
import { MODEL, ONNX_FILE, WORK } from './paths.js';
import { makeLargeImages, makeOrdinaryImages } from './images/make-images.js';

export interface ImageFolders {
  readonly ordinary: string;
  readonly large: string;
}

/** Makes the model as ONNX, and the images unless they exist. */
export async function prepare(images: number): Promise<ImageFolders> {
  await mkdir(WORK, { recursive: true });
  const card = await loadModelCard(MODEL);
  const labels = await loadLabels(MODEL, card);
  const onnx = exportOnnx(
    await readGraphModel(MODEL),
    card.preprocessing.crop.width,
    labels.length,
  );
  await writeFile(ONNX_FILE, onnx);
  const folders = { ordinary: `${WORK}/ordinary-${images}`, large: `${WORK}/large` };
  await makeOrdinaryImages(folders.ordinary, images);
  await makeLargeImages(folders.large);
  return folders;
}
