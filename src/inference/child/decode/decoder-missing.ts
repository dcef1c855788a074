/** A library that decodes images cannot be loaded. No image is to blame for it. */
export class DecoderMissingError extends Error {
  override readonly name = 'DecoderMissingError';

  constructor(library: string, cause: unknown) {
    const [reason = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
    super(`${library} cannot be loaded: ${reason}`, { cause });
  }
}
