/**
 * Simulates a decoder with bugs: certain images end or block the process that loads this module.
 * Classifier processes load it by NODE_OPTIONS.
 */
import sharp from 'sharp';

/** GIFs by their first bytes, so that they reach the decoder. */
export const KILLS = 'GIF89a KILLS WHOEVER DECODES IT';
export const HANGS = 'GIF89a HANGS WHOEVER DECODES IT';

export const THROWS = 'GIF89a THROWS AT WHO DECODES IT, LATER';

/** Node.js's options for a process with these bugs. */
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
