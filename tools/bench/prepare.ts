import { mkdir, writeFile } from 'node:fs/promises';
import { readGraphModel } from '../../src/model/graph-model-file.js';
import { loadLabels, loadModelCard } from '../../src/model/model-card.js';
import { exportOnnx } from './onnx/export-onnx.js';
import { COMPARED, modelFolder, onnxFile, WORK, type ComparedModel } from './paths.js';
import { makeLargeImages, makeOrdinaryImages } from './images/make-images.js';

export interface ImageFolders {
  readonly ordinary: string;
  readonly large: string;
}

/** Makes the models as ONNX, and the images unless they exist. */
export async function prepare(images: number): Promise<ImageFolders> {
  await mkdir(WORK, { recursive: true });
  for (const name of COMPARED) await writeOnnx(name);
  const folders = { ordinary: `${WORK}/ordinary-${images}`, large: `${WORK}/large` };
  await makeOrdinaryImages(folders.ordinary, images);
  await makeLargeImages(folders.large);
  return folders;
}

async function writeOnnx(name: ComparedModel): Promise<void> {
  const folder = modelFolder(name);
  const card = await loadModelCard(folder);
  const { length } = await loadLabels(folder, card);
  const { width } = card.preprocessing.crop;
  await writeFile(onnxFile(name), exportOnnx(await readGraphModel(folder), width, length));
}
