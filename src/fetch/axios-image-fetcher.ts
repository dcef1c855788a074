import type { AxiosInstance, AxiosResponse } from 'axios';
import type { Readable } from 'node:stream';
import { ServiceError } from '../errors.js';
import type { FetchSettings } from '../settings/fetch.js';
import { axios } from './axios.js';
import { AddressGuard } from './guard/address-guard.js';
import { FetchDeadline } from './fetch-deadline.js';
import { asFetchFailure, isStaleConnection } from './fetch-failure.js';
import { createGuardedAgents, type GuardedAgents } from './guard/guarded-agents.js';
import { HostAllowList } from './guard/host-allow-list.js';
import { HTTP_TRANSPORT } from './http-transport.js';
import type { ImageFetcher, Reserve } from './image-fetcher.js';
import { readImage, redirectTarget } from './image-response.js';
import { type AddressFamily, DnsNameResolver, type NameResolver } from './names/name-resolver.js';
import { untriedFamily } from './untried-family.js';
import { USER_AGENT } from './user-agent.js';

export interface FetchOptions {
  resolver?: NameResolver;
  /** Certificate authorities (PEM) to trust instead of those of Node.js. */
  ca?: string;
}

const HEADERS = {
  'User-Agent': USER_AGENT,
  // The formats that servers convert to without loss come first.
  Accept: 'image/jpeg,image/png,image/gif,image/bmp,image/*;q=0.8,*/*;q=0.5',
  // Images are already compressed.
  'Accept-Encoding': 'identity',
};

/**
 * Fetches images from untrusted servers. Bytes, time and redirects are bounded, and no connection
 * goes to an address that is not allowed.
 */
export class AxiosImageFetcher implements ImageFetcher {
  private readonly agents: GuardedAgents;
  private readonly hosts: HostAllowList;
  private readonly client: AxiosInstance;
  private refusals = 0;

  constructor(
    private readonly settings: FetchSettings,
    options: FetchOptions = {},
  ) {
    this.hosts = new HostAllowList(settings.allowHosts);
    const policy = {
      guard: new AddressGuard(settings.allowCidrs),
      resolver: options.resolver ?? new DnsNameResolver(),
    };
    this.agents = createGuardedAgents(policy, options.ca);
    this.client = createClient(this.agents);
  }

  get refused(): number {
    return this.refusals;
  }

  async fetch(url: URL, signal: AbortSignal, reserve?: Reserve): Promise<Buffer> {
    const deadline = new FetchDeadline(this.settings.timeout * 1000, signal);
    try {
      return await this.follow(url, deadline.signal, reserve);
    } catch (error) {
      const failure = deadline.reason ?? asFetchFailure(error);
      if (failure instanceof ServiceError && failure.code === 'address_not_allowed')
        this.refusals++;
      throw failure;
    } finally {
      deadline.clear();
    }
  }

  close(): void {
    this.agents.httpAgent.destroy();
    this.agents.httpsAgent.destroy();
  }

  /** Each hop is a separate request, so the same rules apply to each. */
  private async follow(first: URL, signal: AbortSignal, reserve?: Reserve): Promise<Buffer> {
    let url = first;
    for (let hop = 0; hop <= this.settings.maxRedirects; hop++) {
      if (!this.hosts.allows(url.hostname))
        throw new ServiceError(
          'address_not_allowed',
          "the image's host is not on the allow list, IMAGE_URL_ALLOW_HOSTS",
        );
      const response = await this.request(url, signal);
      try {
        const target = redirectTarget(response, url);
        if (target === undefined) return await readImage(response, this.settings.maxBytes, reserve);
        url = target;
      } finally {
        // Closes the connection unless the whole body was read.
        response.data.destroy();
      }
    }
    throw new ServiceError('upstream_error', 'the image URL redirects too many times');
  }

  /** Tries the other address family too: the DNS answer for it may have come too late. */
  private async request(url: URL, signal: AbortSignal): Promise<AxiosResponse<Readable>> {
    try {
      return await this.requestOnce(url, signal);
    } catch (error) {
      const family = untriedFamily(error, url.hostname);
      if (signal.aborted || family === undefined) throw error;
      return await this.requestOnce(url, signal, family).catch(() => {
        throw error;
      });
    }
  }

  /** Sends the request again if its server had just closed the kept connection. */
  private async requestOnce(
    url: URL,
    signal: AbortSignal,
    family?: AddressFamily,
  ): Promise<AxiosResponse<Readable>> {
    for (;;) {
      try {
        return await this.client.get<Readable>(url.href, { signal, ...(family && { family }) });
      } catch (error) {
        if (signal.aborted || !isStaleConnection(error)) throw error;
      }
    }
  }
}

function createClient({ httpAgent, httpsAgent }: GuardedAgents): AxiosInstance {
  return axios.create({
    adapter: 'http',
    transport: HTTP_TRANSPORT,
    httpAgent,
    httpsAgent,
    // A proxy from the environment (HTTP_PROXY) would connect to addresses without a check.
    proxy: false,
    headers: HEADERS,
    maxRedirects: 0,
    responseType: 'stream',
    transformResponse: [],
    validateStatus: null,
  });
}
