/**
 * Maximum number of frames of an animation or pages of a document. Only the first is used, but libvips
 * goes through all of them (for a WebP in quadratic time), and a file of 20 MB can have a million.
 */
export const MAX_FRAMES = 5000;

/**
 * Maximum number of scans of a JPEG. Decoding a scan of a few bytes takes as long as the whole image.
 * Encoders write up to about 15; libjpeg-turbo's own fuzzing stops at 500.
 */
export const MAX_SCANS = 64;

/**
 * Maximum width and height. JPEG, GIF and WebP cannot have more. The resampling filter's memory and time
 * grow with the longer side, not with the number of pixels.
 */
export const MAX_SIDE = 65_535;
