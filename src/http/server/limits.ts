import { descriptorLimit } from './descriptor-limit.js';

/** What clients may use of the HTTP server. Times are in milliseconds. */
export interface ServerLimits {
  /** Until all headers have arrived. */
  readonly headersTimeout: number;
  /** Until the whole request has arrived. */
  readonly requestTimeout: number;
  /** How long an idle connection is kept open. */
  readonly keepAliveTimeout: number;
  /** Connections open at once; more are closed when they are accepted. */
  readonly maxConnections: number;
  /** Requests that may wait for their answers in one connection. */
  readonly maxPipelined: number;
  /** How often Node.js checks `headersTimeout` and `requestTimeout`. */
  readonly connectionsCheckingInterval: number;
  /** How long the rest of a refused body is still read. */
  readonly lingerTimeout: number;
  /** How long idle connections are kept open when draining. */
  readonly drainGrace: number;
  /** Maximum total size of the headers in bytes. */
  readonly maxHeaderSize: number;
  /** Maximum number of headers; the rest is ignored. */
  readonly maxHeadersCount: number;
}

/** Connections get at most this share of the descriptors: fetches and child processes need some. */
const CONNECTIONS_SHARE = 0.5;

const DEFAULT_LIMITS: ServerLimits = {
  // An honest client sends its 16 KiB of headers in far less.
  headersTimeout: 10_000,
  // A body of 20 MiB at 3 Mbit/s.
  requestTimeout: 60_000,
  // Longer than the 60 s of common load balancers: a balancer must not send a request into a
  // connection that is being closed.
  keepAliveTimeout: 65_000,
  // Each may hold its headers and 64 KiB of JSON, 400 MB in all. Images that are sent share the bytes
  // of all images (src/classification/admission.ts).
  maxConnections: 4096,
  // Without a bound, one client that never waits for answers could fill the memory.
  maxPipelined: 32,
  connectionsCheckingInterval: 1000,
  // A client that is cut off while it sends may never see the answer.
  lingerTimeout: 2000,
  // A request may be on its way in an idle connection.
  drainGrace: 200,
  // Node.js's default.
  maxHeaderSize: 16_384,
  maxHeadersCount: 100,
};

/** The limits of the service as shipped: fewer connections where the process may open few files. */
export function defaultLimits(descriptors = descriptorLimit()): ServerLimits {
  const affordable = Math.max(1, Math.floor(descriptors * CONNECTIONS_SHARE));
  const maxConnections = Math.min(DEFAULT_LIMITS.maxConnections, affordable);
  return { ...DEFAULT_LIMITS, maxConnections };
}
