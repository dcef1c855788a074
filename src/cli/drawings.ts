import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ServiceError } from '../errors.js';
import type { Engine } from './engine.js';
import { identityOf } from './inputs/identity.js';
import { UsageError } from './usage-error.js';

/** Characters of an image's own name that its drawing's name keeps. */
const MAX_STEM = 100;
/** Digits of a hash that tell apart the drawings of images with the same name. */
const HASH_DIGITS = 12;

/** A folder of drawings of activation maps. */
export class Drawings {
  private constructor(
    private readonly folder: string,
    private readonly engine: Engine,
  ) {}

  /**
   * Makes the folder.
   *
   * @throws UsageError if that fails, or the model's answers cannot be explained
   */
  static async open(folder: string, engine: Engine): Promise<Drawings> {
    const { name, card } = engine.model;
    if (card.explain === undefined)
      throw new UsageError(`--explain: the model ${name} has no activation map`);
    try {
      await mkdir(folder, { recursive: true });
    } catch (error) {
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      throw new UsageError(`--explain ${folder} cannot be made a folder (${code})`, {
        cause: error,
      });
    }
    return new Drawings(folder, engine);
  }

  /**
   * Draws which parts of an image speak for a class.
   *
   * @param name the image's
   * @param index the class's
   * @returns the drawing's path
   * @throws ServiceError as Engine.explain does, and `upstream_error` if the drawing cannot be written
   */
  async draw(name: string, image: Uint8Array, index: number, signal: AbortSignal): Promise<string> {
    const png = await this.engine.explain(image, index, signal);
    const path = join(this.folder, drawingName(name));
    try {
      await writeFile(path, png);
    } catch (cause) {
      const { code = 'unknown' } = cause as NodeJS.ErrnoException;
      throw new ServiceError('upstream_error', `its drawing cannot be written (${code})`, {
        cause,
      });
    }
    return path;
  }
}

/** `photos/dog.jpg` → `dog-3f2a9c01b7de.png`: the same each time, and different for every path. */
export function drawingName(name: string): string {
  const stem = basename(name)
    .replace(/\.\w+$/, '')
    .replace(/[^\w.-]+/g, '_')
    .replace(/^[.-]+/, '');
  const hash = identityOf(name).toString('hex').slice(0, HASH_DIGITS);
  return `${stem.slice(0, MAX_STEM) || 'image'}-${hash}.png`;
}
