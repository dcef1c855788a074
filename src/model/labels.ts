/** The names of a model's classes, in the order of its outputs. */
export type Labels = readonly string[];
