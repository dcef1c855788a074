import { closestMatch } from 'leven';
import { z } from 'zod';
import { ServiceError } from '../../errors.js';
import type { ServedModel } from '../../model/served-model.js';
import { quote } from './strict-object.js';

const CLASS = 'class must be the name of a class, or its index';

/** `class` in a request: a name, or an index. Where all options are text, an index is one too. */
export const CLASS_OPTION = z
  .union([z.string(), z.int(CLASS).min(0, CLASS)], CLASS)
  .meta({
    description:
      'The class to explain: its name, or its index, from 0. Without it, the most probable one. A name that several classes have is refused with their indices.',
  })
  .optional();

/** Longer texts are compared with no label: the time grows with both lengths. */
const MAX_COMPARED = 64;
/** Labels differ from what is meant by one letter in this many at most. */
const LETTERS_PER_ERROR = 3;

/**
 * @param wanted as in the request; a name goes before an index of the same digits
 * @returns the index of a model's class; undefined if the request names none
 * @throws ServiceError `invalid_request` for an unknown class, or a name that several classes have
 */
export function findClass(
  wanted: z.output<typeof CLASS_OPTION>,
  model: ServedModel,
): number | undefined {
  if (wanted === undefined) return undefined;
  const { labels } = model;
  if (typeof wanted === 'number') return checkIndex(wanted, model);
  const indices = [...labels.keys()].filter((index) => labels[index] === wanted);
  const [only] = indices;
  if (indices.length > 1)
    throw new ServiceError(
      'invalid_request',
      `${quote(wanted)} is the name of ${indices.length} classes: give the index, ${indices.join(' or ')}`,
    );
  if (only !== undefined) return only;
  if (/^\d{1,9}$/.test(wanted)) return checkIndex(Number(wanted), model);
  throw new ServiceError(
    'invalid_request',
    `unknown class ${quote(wanted)}: ${hint(wanted, model)}`,
  );
}

function checkIndex(index: number, { name, labels }: ServedModel): number {
  if (index < labels.length) return index;
  throw new ServiceError(
    'invalid_request',
    `unknown class ${index}: the classes of ${name} are 0 to ${labels.length - 1}`,
  );
}

function hint(wanted: string, { name, labels }: ServedModel): string {
  const likely = wanted.length > MAX_COMPARED ? undefined : likelyLabel(wanted, labels);
  if (likely !== undefined) return `did you mean ${quote(likely)}?`;
  return `${name} has ${labels.length} classes, such as ${quote(labels[0] ?? '')}; "top_k" of /classify-image lists names`;
}

/** Whatever the letters' case, and with underscores for spaces. */
function likelyLabel(wanted: string, labels: readonly string[]): string | undefined {
  const folded = fold(wanted);
  const maxDistance = Math.floor(folded.length / LETTERS_PER_ERROR);
  const byFolded = new Map(labels.map((label) => [fold(label), label]));
  return byFolded.get(closestMatch(folded, [...byFolded.keys()], { maxDistance }) ?? '');
}

function fold(text: string): string {
  return text.toLowerCase().replaceAll(' ', '_');
}
