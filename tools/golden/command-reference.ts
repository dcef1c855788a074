import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { type Reference, TOP } from './reference.js';

const line = z.object({
  image: z.string(),
  predictions: z
    .array(z.object({ classification: z.string(), confidence: z.number().min(0).max(1) }))
    .min(1),
});

/** Bytes of a command's output. */
const MAX_OUTPUT = 1 << 28;

/**
 * A command of the user's. It gets the model's folder and the images as arguments, and prints a line of
 * JSON for each image: `{"image", "predictions": [{"classification", "confidence"}, …]}`, best first.
 */
export function commandReference(command: string, folder: string): Reference {
  return {
    name: command,
    predict: async (images) => {
      const script = ['-c', `${command} "$@"`, 'sh', folder, ...images];
      const { stdout } = await promisify(execFile)('sh', script, { maxBuffer: MAX_OUTPUT });
      const lines = stdout.split('\n').filter((text) => text.trim() !== '');
      const byImage = new Map(lines.map((text) => parseLine(text)));
      return images.map((image) => {
        const predictions = byImage.get(image);
        if (predictions === undefined) throw new Error(`REFERENCE printed no line for ${image}`);
        return predictions.slice(0, TOP);
      });
    },
  };
}

function parseLine(text: string) {
  try {
    const { image, predictions } = line.parse(JSON.parse(text));
    return [image, predictions] as const;
  } catch (error) {
    throw new Error(
      `REFERENCE printed ${text.slice(0, 60)} where {"image", "predictions": [{"classification", "confidence"}]} is expected`,
      { cause: error },
    );
  }
}
