/**
 * Makes the process that loads it die, or hang, of images that no decoder knows. Classifier
 * processes load it by NODE_OPTIONS: it stands for a decoder that has such a bug.
 */
import sharp from 'sharp';

/** The images: GIFs by their first bytes, so that they come as far as the decoder. */
export const KILLS = 'GIF89a KILLS WHOEVER DECODES IT';
export const HANGS = 'GIF89a HANGS WHOEVER DECODES IT';

export const THROWS = 'GIF89a THROWS AT WHO DECODES IT, LATER';

/** Node's options for a process that dies and hangs of these images. */
export const VULNERABLE = `--import ${import.meta.url}`;

interface Decoder {
  options: { input: { buffer?: Buffer } };
  metadata: () => Promise<unknown>;
}

const decoder = Object.getPrototypeOf(sharp()) as Decoder;
const { metadata } = decoder;

decoder.metadata = function decode(this: Decoder) {
  const image = this.options.input.buffer?.toString('latin1') ?? '';
  if (image === KILLS) process.kill(process.pid, 'SIGKILL');
  if (image === THROWS)
    setImmediate(() => {
      throw new TypeError('a bug');
    });
  if (image === HANGS || image === THROWS) return new Promise(() => undefined);
  return metadata.call(this);
};
