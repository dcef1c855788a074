import { MODEL_OPTION } from './model-option.js';
import { integerFromText, namesFromText } from './option-text.js';
import { TOP_K_OPTION } from './top-k-option.js';

/** The options of a classification. */
export const CLASSIFY_OPTIONS = { top_k: TOP_K_OPTION, model: MODEL_OPTION };

/** How to read them from text. */
export const CLASSIFY_OPTIONS_FROM_TEXT = { top_k: integerFromText, model: namesFromText };
