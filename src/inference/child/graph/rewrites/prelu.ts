import { activationNodes } from './activations.js';
import type { Rewrite } from './rewrite.js';

/** `Prelu` of an input and its slopes, alpha. */
export const rewritePrelu: Rewrite = (node) => {
  const [input = '', alpha] = node.input;
  return { nodes: activationNodes('prelu', { node, name: node.name, input, alpha }) };
};
