import { promises as dns } from 'node:dns';
import { isIP } from 'node:net';
import { ServiceError } from '../../errors.js';
import { HostsFile } from './hosts-file.js';

export type AddressFamily = 4 | 6;

/** Turns a host name into its IPv4 and IPv6 addresses. */
export interface NameResolver {
  /**
   * @param family asks for addresses of this family only
   * @returns at least one address, in the order in which they are worth trying. Without `family`,
   *   one family may be missing because its answer is late.
   * @throws ServiceError `upstream_error` when there is none
   */
  resolve(name: string, signal: AbortSignal, family?: AddressFamily): Promise<string[]>;
}

export interface DnsNameResolverOptions {
  /** DNS servers as `address` or `address:port`; by default those of the system. */
  servers?: readonly string[];
  hosts?: Pick<HostsFile, 'addresses'>;
}

/** Milliseconds until a query is sent again; the time doubles with each try. */
const FIRST_TRY_MS = 1500;
const TRIES = 3;

/** How long IPv4 addresses wait for IPv6 addresses: RFC 8305 section 3, Resolution Delay. */
const IPV6_DELAY_MS = 50;

/**
 * How long IPv6 addresses wait for IPv4 addresses. Many machines, most containers among them, have
 * no IPv6, so the wait is long enough for one lost packet.
 */
const IPV4_DELAY_MS = 2000;

/**
 * Queries DNS through c-ares.
 *
 * `dns.lookup`, the default of Node's sockets, waits in one of libuv's four threads: four names whose
 * servers never answer would block all look-ups and file reads. Here each look-up has a resolver of
 * its own, which its signal cancels. Answers are not cached.
 *
 * The hosts file and `localhost` (RFC 6761 section 6.3) go first. Search domains are not applied.
 */
export class DnsNameResolver implements NameResolver {
  private readonly servers: readonly string[] | undefined;
  private readonly hosts: Pick<HostsFile, 'addresses'>;

  constructor(options: DnsNameResolverOptions = {}) {
    this.servers = options.servers;
    this.hosts = options.hosts ?? new HostsFile();
  }

  async resolve(name: string, signal: AbortSignal, family?: AddressFamily): Promise<string[]> {
    const plain = name.toLowerCase().replace(/\.$/, '');
    const local = this.localAddresses(plain);
    if (local === undefined) return await this.query(plain, signal, family);
    const wanted = local.filter((address) => family === undefined || isIP(address) === family);
    if (wanted.length === 0) throw notResolved();
    return wanted;
  }

  private localAddresses(name: string): string[] | undefined {
    const local = this.hosts.addresses(name);
    if (local.length > 0) return local;
    return name === 'localhost' || name.endsWith('.localhost') ? ['127.0.0.1', '::1'] : undefined;
  }

  private async query(
    name: string,
    signal: AbortSignal,
    family: AddressFamily | undefined,
  ): Promise<string[]> {
    signal.throwIfAborted();
    const resolver = new dns.Resolver({ timeout: FIRST_TRY_MS, tries: TRIES });
    if (this.servers !== undefined) resolver.setServers(this.servers);
    function cancel(): void {
      resolver.cancel();
    }
    signal.addEventListener('abort', cancel, { once: true });
    try {
      if (family === 4) return await someOf(resolver.resolve4(name));
      if (family === 6) return await someOf(resolver.resolve6(name));
      return await bothFamilies(someOf(resolver.resolve6(name)), someOf(resolver.resolve4(name)));
    } catch (cause) {
      signal.throwIfAborted();
      throw notResolved(cause);
    } finally {
      signal.removeEventListener('abort', cancel);
      cancel();
    }
  }
}

/** Rejects an answer without addresses: c-ares gives one for a CNAME that leads to none. */
async function someOf(answer: Promise<string[]>): Promise<string[]> {
  const addresses = await answer;
  if (addresses.length === 0) throw notResolved();
  return addresses;
}

/** The addresses of both families, IPv6 first (RFC 6724), or of one if the other is late. */
async function bothFamilies(ipv6: Promise<string[]>, ipv4: Promise<string[]>): Promise<string[]> {
  await Promise.any([ipv6, ipv4]);
  const [six, four] = await Promise.all([
    settledWithin(IPV6_DELAY_MS, ipv6),
    settledWithin(IPV4_DELAY_MS, ipv4),
  ]);
  return [...six, ...four];
}

/** The addresses, or none if the promise rejects or takes longer. */
async function settledWithin(
  milliseconds: number,
  addresses: Promise<string[]>,
): Promise<string[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string[]>((resolve) => {
    timer = setTimeout(resolve, milliseconds, []);
  });
  try {
    return await Promise.race([addresses.catch(() => []), late]);
  } finally {
    clearTimeout(timer);
  }
}

function notResolved(cause?: unknown): ServiceError {
  const message = "the image's host name could not be resolved";
  return new ServiceError('upstream_error', message, { cause });
}
