/** The URLs of images under way, so that the log can name the image that a process died of. */
const origins = new WeakMap<Uint8Array, URL>();

/** Notes where an encoded image comes from. */
export function noteOrigin(image: Uint8Array, url: URL): void {
  origins.set(image, url);
}

/** @returns undefined for an image that has no URL */
export function originOf(image: Uint8Array): URL | undefined {
  return origins.get(image);
}
