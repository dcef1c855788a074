import { ServiceError } from '../../errors.js';

/** No request of the API is nested deeper than 2. */
const MAX_DEPTH = 16;

/**
 * Refuses valid JSON that no honest client sends: nested too deeply, with a key twice at the top
 * (two readers may take different values), or with a key that is special to JavaScript.
 *
 * @param text a JSON object, known to be valid JSON
 * @throws ServiceError `invalid_request`
 */
export function checkJsonStructure(text: string): void {
  const keys = new Set<string>();
  let depth = 0;
  let lastString = '';
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '"') {
      const end = endOfString(text, index);
      lastString = text.slice(index, end + 1);
      index = end;
    } else if (character === '{' || character === '[') {
      if (++depth > MAX_DEPTH) throw invalid(`is nested deeper than ${MAX_DEPTH}`);
    } else if (character === '}' || character === ']') depth--;
    else if (character === ':') {
      const key = JSON.parse(lastString) as string;
      if (key === '__proto__') throw invalid('has the key __proto__');
      if (depth !== 1) continue;
      if (keys.has(key)) throw invalid('has the same key more than once');
      keys.add(key);
    }
  }
}

/** @returns the index of the quotation mark that ends the string starting at `start` */
function endOfString(text: string, start: number): number {
  let end = start + 1;
  while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return end;
}

function invalid(what: string): ServiceError {
  return new ServiceError('invalid_request', `the JSON ${what}`);
}
