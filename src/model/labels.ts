import { z } from 'zod';

/** The names of a model's classes, in the order of its outputs. */
export type Labels = readonly string[];

/** The WordNet ids of a model's classes, in the same order; undefined for a class without one. */
export type WordnetIds = readonly (string | undefined)[];

/** What a model's outputs stand for. */
export interface Classes {
  readonly labels: Labels;
  /** Tell apart classes of one name: ImageNet has two called crane. */
  readonly wordnetIds: WordnetIds;
}

/** Of a noun. */
export const WORDNET_ID = /^n\d{8}$/;

/** A card's list of classes: names, or pairs of WordNet id and name. */
export const labelList = z
  .array(z.union([z.string(), z.tuple([z.string().regex(WORDNET_ID), z.string()])]))
  .min(1);

export function classesOf(list: z.output<typeof labelList>): Classes {
  return {
    labels: list.map((label) => (typeof label === 'string' ? label : label[1])),
    wordnetIds: list.map((label) => (typeof label === 'string' ? undefined : label[0])),
  };
}
