/**
 * Frames of an animation, or pages of a document. Only the first is looked at, but libvips goes
 * through all of them before (for a WebP in quadratic time), and 20 MB have room for a million.
 */
export const MAX_FRAMES = 5000;

/**
 * Scans of a JPEG, each of which passes over the whole image although it may have a few bytes only.
 * Encoders write up to about 15; libjpeg-turbo's own fuzzing stops at 500.
 */
export const MAX_SCANS = 64;
