import { element } from './dom.js';

/** Paragraphs of a description. What is between backticks is code. */
export function paragraphs(text: string | undefined): HTMLElement[] {
  return (text ?? '')
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => element('p', {}, ...phrase(paragraph)));
}

/** A text with its code. */
export function phrase(text: string): (string | HTMLElement)[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? element('code', {}, part) : part));
}
