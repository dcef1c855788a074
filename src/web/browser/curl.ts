import type { ServiceRequest } from './service-request.js';

/**
 * The same request as a command line for a POSIX shell.
 *
 * @param withKey whether the service asks for a key: it stands in a variable, not in the text
 */
export function curlLine(
  { method, path, headers, body }: ServiceRequest,
  origin: string,
  withKey: boolean,
): string {
  const words = ['curl', quoted(origin + path)];
  if (method === 'POST' && body === undefined) words.push('-X', 'POST');
  for (const [name, value] of Object.entries(headers))
    words.push('-H', quoted(`${name}: ${value}`));
  if (withKey) words.push('-H', '"Authorization: Bearer $API_KEY"');
  if (typeof body === 'string') words.push('-d', quoted(body));
  else if (body instanceof FormData) words.push(...formWords(body));
  else if (body !== undefined) words.push('--data-binary', quoted(`@${body.name}`));
  return words.join(' ');
}

function formWords(form: FormData): string[] {
  return [...form].flatMap(([name, value]) => [
    '-F',
    quoted(`${name}=${typeof value === 'string' ? value : `@${value.name}`}`),
  ]);
}

/** A word that a shell takes as it is. */
function quoted(text: string): string {
  return /^[\w./:@=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
