import test from 'ava';
import { type LookupAddress } from 'node:dns';
import { once } from 'node:events';
import type { ClientRequestArgs } from 'node:http';
import { connect, type Socket } from 'node:net';
import { AddressGuard } from '../../../src/fetch/guard/address-guard.js';
import type { NameResolver } from '../../../src/fetch/names/name-resolver.js';
import { guardConnection, guardedLookup } from '../../../src/fetch/guard/guarded-connection.js';
import { startRawServer } from '../../helpers/image-server.js';
import { never } from '../fetch-setup.js';

const guard = new AddressGuard();
const MIXED = ['10.0.0.1', '::1', '8.8.8.8', '::ffff:169.254.169.254', '2606:4700::1', 'nonsense'];

/** What a look-up with these options returns to a socket when a name has these addresses. */
function handedOut(addresses: string[], all: boolean): Promise<string | LookupAddress[]> {
  const resolver = { resolve: () => Promise.resolve(addresses) };
  return new Promise((resolve, reject) => {
    guardedLookup({ guard, resolver }, never)('name.test', { all }, (error, address) => {
      if (error) reject(error);
      else resolve(address);
    });
  });
}

test('Happy Eyeballs gets the allowed addresses only', async (t) => {
  t.deepEqual(await handedOut(MIXED, true), [
    { address: '8.8.8.8', family: 4 },
    { address: '2606:4700::1', family: 6 },
  ]);
});

test('a socket that wants a single address gets an allowed one', async (t) => {
  t.is(await handedOut(MIXED, false), '8.8.8.8');
});

test('without an allowed address there is an error', async (t) => {
  for (const all of [true, false])
    for (const addresses of [['10.0.0.1', '::1'], []])
      t.like(await t.throwsAsync(handedOut(addresses, all)), { code: 'address_not_allowed' });
});

test('a connection that reaches a refused address after all is closed unused', async (t) => {
  const server = await startRawServer(() => {
    t.fail('the server got data');
  });
  t.teardown(server.close);
  const resolver = { resolve: () => Promise.resolve(['8.8.8.8']) };
  for (const host of ['8.8.8.8', 'name.test']) {
    const socket = guardConnection({ guard, resolver }, { host }, () =>
      connect(server.port, '127.0.0.1'),
    );
    socket?.write('GET / HTTP/1.1\r\n\r\n');
    const [error] = (await once(socket as Socket, 'error')) as [Error];
    t.like(error, { code: 'address_not_allowed' });
  }
});

test('the look-up is for the family that is wanted', async (t) => {
  for (const family of [4, 6, 0, undefined]) {
    const wanted = await new Promise((resolve) => {
      const resolver: NameResolver = {
        resolve: (_name, _signal, asked) => {
          resolve(asked);
          return Promise.resolve(['8.8.8.8']);
        },
      };
      const target: ClientRequestArgs = { host: 'name.test', family };
      guardConnection({ guard, resolver }, target, ({ lookup }) => {
        lookup?.('name.test', { all: true }, () => undefined);
        return null;
      });
    });
    t.is(wanted, family === 0 ? undefined : family);
  }
});

test('a socket that is closed ends its look-up', async (t) => {
  let signal!: AbortSignal;
  const resolver: NameResolver = {
    resolve: (_name, ends) => {
      signal = ends;
      return new Promise(() => undefined);
    },
  };
  const target: ClientRequestArgs = { host: 'name.test' };
  const socket = guardConnection({ guard, resolver }, target, ({ lookup }) =>
    connect({ host: 'name.test', port: 80, ...(lookup && { lookup }) }),
  );
  t.false(signal.aborted);
  socket?.destroy();
  await once(socket as Socket, 'close');
  t.true(signal.aborted);
});
