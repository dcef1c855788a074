/**
 * A child process: onnxruntime's session alone. Its arguments are the model's name and the number of
 * threads. The image is converted to floats of shape [1, 3, side, side] as the graph takes them beforehand,
 * outside of the measured time; the service's graph does so itself.
 */
import { loadModelCard } from '../../../src/model/model-card.js';
import type { InputPixels } from '../../../src/inference/child/pixels.js';
import type { Preprocessing } from '../../../src/model/preprocessing.js';
import { modelFolder, onnxFile, type ComparedModel } from '../paths.js';
import { loadOnnxRuntime, sessionOptions } from '../servers/onnxruntime.js';
import { answerRuns, testInput } from './protocol.js';

const [, , name, threads] = process.argv;
const { preprocessing } = await loadModelCard(modelFolder(name ?? ''));
const { InferenceSession, Tensor } = loadOnnxRuntime();
const session = await InferenceSession.create(
  onnxFile(name as ComparedModel),
  sessionOptions(Number(threads)),
);
const side = preprocessing.crop.width;
const floats = toChw(testInput(preprocessing), preprocessing);
answerRuns(async () => {
  const input = new Tensor('float32', floats, [1, 3, side, side]);
  const { probabilities } = await session.run({ input });
  if (probabilities === undefined) throw new Error('the graph gave no probabilities');
  return probabilities.data;
});

/** Converts RGB bytes of shape [side, side, 3] to the graph's input, of shape [3, side, side]. */
function toChw(
  pixels: InputPixels,
  { channelOrder, mean, scale, foldedIntoFirstConvolution }: Preprocessing,
): Float32Array {
  const order = channelOrder === 'BGR' && !foldedIntoFirstConvolution ? [2, 1, 0] : [0, 1, 2];
  const area = pixels.length / 3;
  return Float32Array.from({ length: pixels.length }, (_, index) => {
    const channel = Math.floor(index / area);
    const value = pixels[(index % area) * 3 + (order[channel] ?? 0)] ?? 0;
    return foldedIntoFirstConvolution
      ? value
      : (value - (mean[channel] ?? 0)) * (scale[channel] ?? 1);
  });
}
