import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-node';
import type { LayersModelFile } from '../../../model/layers-model-file.js';
import { ModelError } from '../../../model/model-error.js';
import type { Size } from '../pixels.js';
import { loadTensorflow } from '../tensorflow.js';

type WeightSpecs = Parameters<ReturnType<typeof loadTensorflow>['io']['decodeWeights']>[1];

/**
 * Makes a layers model of TF.js.
 *
 * @throws ModelError if TF.js does not know a layer, or if the model's input and output are not one image
 *   of this size and its classes
 */
export async function loadLayers(
  { json, weightData }: LayersModelFile,
  size: Size,
): Promise<LayersModel> {
  const tf = loadTensorflow();
  const handler = tf.io.fromMemory({
    modelTopology: json.modelTopology,
    weightSpecs: json.weightsManifest.flatMap(({ weights }) => weights) as WeightSpecs,
    weightData: Uint8Array.from(weightData).buffer,
  });
  const model = await tf.loadLayersModel(handler).catch((error: unknown) => {
    throw new ModelError(`TF.js cannot make the layers: ${(error as Error).message}`, {
      cause: error,
    });
  });
  checkShapes(model, size);
  return model;
}

function checkShapes({ inputs, outputs }: LayersModel, { width, height }: Size): void {
  const [input] = inputs as [SymbolicTensor];
  if (inputs.length !== 1 || outputs.length !== 1)
    throw new ModelError(
      `the model has ${inputs.length} inputs and ${outputs.length} outputs where one of each is needed`,
    );
  const fed = [1, height, width, 3];
  const { shape } = input;
  // null means any size.
  if (shape.length === fed.length && shape.every((one, axis) => one === null || one === fed[axis]))
    return;
  throw new ModelError(
    `the model takes input of shape [${shape.map((one) => one ?? -1).join()}] where the card's crop gives [${fed.join()}]`,
  );
}
