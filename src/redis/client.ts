import { Cluster, Redis } from 'ioredis';
import type { RedisAddress } from '../settings/redis-address.js';

export type RedisClient = Redis | Cluster;

/**
 * Makes a client that is not connected yet. It connects once: after a lost connection it is of no more use,
 * and RedisLink makes a new one, which asks Sentinels and Cluster nodes anew who is in charge.
 *
 * @param timeout of connecting and of each command, in milliseconds
 */
export function createClient(address: RedisAddress, timeout: number): RedisClient {
  // A command is sent once and at once, or fails: a resent one would count twice.
  const once = { autoResendUnfulfilledCommands: false, maxRetriesPerRequest: 0 };
  const options = {
    ...commonOptions(address),
    ...once,
    connectTimeout: timeout,
    commandTimeout: timeout,
    disconnectTimeout: timeout,
    enableOfflineQueue: false,
    // RedisLink checks more: that the server takes writes.
    enableReadyCheck: false,
    retryStrategy: null,
  };
  if (address.kind === 'cluster')
    return new Cluster([...address.nodes], {
      redisOptions: options,
      enableOfflineQueue: false,
      lazyConnect: true,
      clusterRetryStrategy: null,
      slotsRefreshTimeout: timeout,
      retryDelayOnFailover: 0,
      retryDelayOnClusterDown: 0,
    });
  return new Redis({
    ...options,
    ...placeOf(address),
    ...(address.kind === 'sentinel' && {
      sentinelCommandTimeout: timeout,
      sentinelRetryStrategy: () => null,
    }),
  });
}

/** Milliseconds without a reply after which a connection counts as lost: blocking commands wait for 10 s. */
const SILENCE = 30_000;
/** Milliseconds until a lost connection is tried again: at first, and at most. */
const FIRST_PAUSE = 100;
const MAX_PAUSE = 2000;

/**
 * Makes a client that is not connected yet, and then connects again whenever the connection is lost. Until then
 * commands wait, and those that had no reply are sent once more: only commands that may be run twice are for it.
 */
export function createLastingClient(address: RedisAddress): RedisClient {
  const pause = (attempt: number) => Math.min(FIRST_PAUSE * attempt, MAX_PAUSE);
  const options = {
    ...commonOptions(address),
    maxRetriesPerRequest: null,
    socketTimeout: SILENCE,
    retryStrategy: pause,
    // After a failover the old server is a replica: only a new connection finds the new one.
    reconnectOnError: (error: Error) => (error.message.startsWith('READONLY') ? 2 : false),
  } as const;
  if (address.kind === 'cluster')
    return new Cluster([...address.nodes], {
      redisOptions: options,
      lazyConnect: true,
      clusterRetryStrategy: pause,
    });
  return new Redis({
    ...options,
    ...placeOf(address),
    ...(address.kind === 'sentinel' && { sentinelRetryStrategy: pause }),
  });
}

function commonOptions({ username, password, tls }: RedisAddress) {
  return {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls && { tls: {} }),
    autoResubscribe: false,
    connectionName: 'image-classifier',
  };
}

/** Where a client that is no Cluster's connects to. */
function placeOf({ kind, nodes, masterName, database, tls }: RedisAddress) {
  const place = { db: database, lazyConnect: true };
  if (kind !== 'sentinel') return { ...place, ...nodes[0] };
  return {
    ...place,
    sentinels: [...nodes],
    name: masterName ?? '',
    enableTLSForSentinelMode: tls,
    ...(tls && { sentinelTLS: {} }),
  };
}
