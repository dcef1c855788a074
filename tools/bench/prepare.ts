import { mkdir, writeFile } from 'node:fs/promises';
import { readGraphModel } from '../../src/inference/graph/graph-model-file.js';
import { loadLabels, loadModelCard } from '../../src/inference/model-card.js';
import { exportOnnx } from './onnx/export-onnx.js';
import { MODEL, ONNX_FILE, WORK } from './paths.js';
import { makeLargePictures, makeOrdinaryPictures } from './pictures/make-pictures.js';

/** Where the pictures lie. */
export interface PictureFolders {
  readonly ordinary: string;
  readonly large: string;
}

/** Makes what is measured with: the model as ONNX, and the pictures, which are kept. */
export async function prepare(pictures: number): Promise<PictureFolders> {
  await mkdir(WORK, { recursive: true });
  const card = await loadModelCard(MODEL);
  const labels = await loadLabels(MODEL, card);
  const onnx = exportOnnx(
    await readGraphModel(MODEL),
    card.preprocessing.crop.width,
    labels.length,
  );
  await writeFile(ONNX_FILE, onnx);
  const folders = { ordinary: `${WORK}/ordinary-${pictures}`, large: `${WORK}/large` };
  await makeOrdinaryPictures(folders.ordinary, pictures);
  await makeLargePictures(folders.large);
  return folders;
}
