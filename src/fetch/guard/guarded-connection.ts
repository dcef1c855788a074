import type { ClientRequestArgs } from 'node:http';
import { isIP, isIPv6, type LookupFunction, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ServiceError } from '../../errors.js';
import type { AddressGuard } from './address-guard.js';
import type { AddressFamily, NameResolver } from '../names/name-resolver.js';

/** Decides which addresses a connection may go to. */
export interface ConnectPolicy {
  readonly guard: AddressGuard;
  readonly resolver: NameResolver;
}

type Connection = Duplex | null | undefined;

/**
 * Makes a connection and checks its address on the way. The socket gets only addresses that were
 * checked, from a single look-up, so a DNS answer that changes between check and use has no effect.
 * No packet goes to a refused address: the connection fails with ServiceError `address_not_allowed`.
 *
 * @param connect makes the connection with these options
 */
export function guardConnection<Options extends ClientRequestArgs>(
  policy: ConnectPolicy,
  options: Options,
  connect: (options: Options) => Connection,
): Connection {
  const closed = new AbortController();
  const socket = connect({ ...options, ...guardedTarget(policy, options, closed) });
  socket?.once('close', () => {
    closed.abort();
  });
  if (socket instanceof Socket)
    socket.prependOnceListener('connect', () => {
      verifyPeer(policy.guard, socket);
    });
  return socket;
}

/** Second line of defence: closes a connection that reached a refused address after all. */
export function verifyPeer(guard: AddressGuard, socket: Socket): void {
  if (!guard.allows(socket.remoteAddress ?? '')) socket.destroy(addressNotAllowed());
}

/** The socket options that say where to connect. */
function guardedTarget(
  policy: ConnectPolicy,
  { host, family }: ClientRequestArgs,
  closed: AbortController,
) {
  if (host == null || isIP(host) === 0)
    // A socket with a family tries one address only, so the look-up gets the family instead.
    return { family: 0, lookup: guardedLookup(policy, closed.signal, asFamily(family)) };
  if (policy.guard.allows(host)) return {};
  // A socket calls `lookup` for names only, so a name is what lets it fail without connecting. An
  // error instead of a socket would leave an entry in the agent's tables.
  return { host: 'refused.invalid', lookup: refuse };
}

function asFamily(family: number | undefined): AddressFamily | undefined {
  return family === 4 || family === 6 ? family : undefined;
}

const refuse: LookupFunction = (_name, _options, callback) => {
  setImmediate(callback, addressNotAllowed(), []);
};

/** A `lookup` for sockets that returns allowed addresses only. */
export function guardedLookup(
  policy: ConnectPolicy,
  signal: AbortSignal,
  family?: AddressFamily,
): LookupFunction {
  return (name, options, callback) => {
    allowedAddresses(policy, name, signal, family).then(
      (addresses) => {
        const [first] = addresses;
        if (options.all === true) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (error: unknown) => {
        callback(error as Error, []);
      },
    );
  };
}

interface Address {
  address: string;
  family: AddressFamily;
}

async function allowedAddresses(
  { guard, resolver }: ConnectPolicy,
  name: string,
  signal: AbortSignal,
  wanted: AddressFamily | undefined,
): Promise<[Address, ...Address[]]> {
  const addresses = await resolver.resolve(name, signal, wanted);
  const [first, ...others] = addresses
    .filter((address) => guard.allows(address))
    .map((address): Address => ({ address, family: isIPv6(address) ? 6 : 4 }));
  if (first === undefined) throw addressNotAllowed();
  return [first, ...others];
}

function addressNotAllowed(): ServiceError {
  return new ServiceError(
    'address_not_allowed',
    "the address of the image's server is not public: IMAGE_URL_ALLOW_CIDRS opens ranges of addresses",
  );
}
