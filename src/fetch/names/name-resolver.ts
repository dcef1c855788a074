import { promises as dns } from 'node:dns';
import { ServiceError } from '../../errors.js';
import { HostsFile } from './hosts-file.js';

/** Turns a host name into its IPv4 and IPv6 addresses. */
export interface NameResolver {
  /**
   * @returns at least one address, in the order in which they are worth trying
   * @throws ServiceError `upstream_error` when there is none or nobody knows
   */
  resolve(name: string, signal: AbortSignal): Promise<string[]>;
}

export interface DnsNameResolverOptions {
  /** DNS servers as `address` or `address:port`; the system's without it. */
  servers?: readonly string[];
  hosts?: Pick<HostsFile, 'addresses'>;
}

/** A lost packet is asked for again after this many milliseconds, then after twice as many. */
const FIRST_TRY_MS = 1500;
const TRIES = 3;

/** How long an answer of one family waits for the other's, from RFC 8305 section 3. */
const OTHER_FAMILY_MS = 50;

/**
 * Asks DNS itself, through c-ares.
 *
 * `dns.lookup`, what Node's sockets use otherwise, waits in one of libuv's four threads: four names
 * whose servers never answer would stop everybody's look-ups, and file reads too. Nothing is shared
 * here: each look-up has its own resolver, which is cancelled with its signal, and no answer is kept.
 *
 * As usual, the hosts file and `localhost` (RFC 6761 section 6.3) go first. Search domains are not
 * applied: the name in the URL is the whole name.
 */
export class DnsNameResolver implements NameResolver {
  readonly #servers: readonly string[] | undefined;
  readonly #hosts: Pick<HostsFile, 'addresses'>;

  constructor(options: DnsNameResolverOptions = {}) {
    this.#servers = options.servers;
    this.#hosts = options.hosts ?? new HostsFile();
  }

  async resolve(name: string, signal: AbortSignal): Promise<string[]> {
    const plain = name.toLowerCase().replace(/\.$/, '');
    const local = this.#hosts.addresses(plain);
    if (local.length > 0) return local;
    if (plain === 'localhost' || plain.endsWith('.localhost')) return ['127.0.0.1', '::1'];
    return await this.#query(plain, signal);
  }

  async #query(name: string, signal: AbortSignal): Promise<string[]> {
    signal.throwIfAborted();
    const resolver = new dns.Resolver({ timeout: FIRST_TRY_MS, tries: TRIES });
    if (this.#servers !== undefined) resolver.setServers(this.#servers);
    function cancel(): void {
      resolver.cancel();
    }
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return await firstFamilies(resolver.resolve6(name), resolver.resolve4(name));
    } catch (cause) {
      signal.throwIfAborted();
      throw new ServiceError('upstream_error', "the image's host name could not be resolved", {
        cause,
      });
    } finally {
      signal.removeEventListener('abort', cancel);
      cancel();
    }
  }
}

/** The addresses of both families, or of the one that came in time, IPv6 first (RFC 6724). */
async function firstFamilies(ipv6: Promise<string[]>, ipv4: Promise<string[]>): Promise<string[]> {
  await Promise.any([ipv6, ipv4]);
  const [six, four] = await Promise.all([settledWithin(ipv6), settledWithin(ipv4)]);
  return [...six, ...four];
}

/** What a promise brings within a moment; nothing if it fails or is late. */
async function settledWithin(addresses: Promise<string[]>): Promise<string[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string[]>((resolve) => {
    timer = setTimeout(resolve, OTHER_FAMILY_MS, []);
  });
  try {
    return await Promise.race([addresses.catch(() => []), late]);
  } finally {
    clearTimeout(timer);
  }
}
