/** What is to be classified: the image itself, or where it is. */
export type ImageSource =
  { readonly kind: 'file'; readonly file: File } | { readonly kind: 'url'; readonly url: string };

/** A short name for people. */
export function nameOf(source: ImageSource): string {
  return source.kind === 'file' ? source.file.name : nameOfUrl(source.url);
}

/** The last part of the path, or the host. */
function nameOfUrl(url: string): string {
  if (!URL.canParse(url)) return url;
  const { host, pathname } = new URL(url);
  const last = pathname.split('/').filter(Boolean).at(-1) ?? host;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
