import test from 'ava';
import type { Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { ErrorCode } from '../../src/errors.js';
import { startRawServer } from '../helpers/image-server.js';
import { allClosed, createFetcher, failsWith, fetchFrom, IMAGE, serve } from './fetch-setup.js';

const MAX_BYTES = 100_000;
const OK = 'HTTP/1.1 200 OK\r\n';
const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\n';

/** Calls `send` repeatedly until the connection is closed. */
function drip(socket: Socket, milliseconds: number, send: () => void): void {
  const timer = setInterval(send, milliseconds);
  socket.once('close', () => {
    clearInterval(timer);
  });
}

/** Writes the same bytes endlessly, as fast as the connection accepts them. */
function pour(socket: Socket, bytes: string | Buffer): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(bytes));
  };
  socket.on('drain', more);
  more();
}

/** What hostile servers do, and the error that the fetch fails with. */
const HOSTILE: Readonly<
  Record<string, [code: ErrorCode, onRequest: (socket: Socket) => void, upstreamStatus?: number]>
> = {
  'an endless body without Content-Length': [
    'image_too_large',
    (socket) => {
      socket.write(`${OK}\r\n`);
      pour(socket, Buffer.alloc(65_536));
    },
  ],
  'an endless chunked body': [
    'image_too_large',
    (socket) => {
      socket.write(`${OK}Transfer-Encoding: chunked\r\n\r\n`);
      pour(socket, '1\r\nx\r\n'.repeat(1000));
    },
  ],
  'a Content-Length above the bound, and no body': [
    'image_too_large',
    (socket) => socket.write(`${OK}Content-Length: 100001\r\n\r\n`),
  ],
  'a Content-Length that is longer than the body': [
    'upstream_error',
    (socket) => socket.end(`${OK}Content-Length: 100\r\n\r\n${'x'.repeat(99)}`),
  ],
  'a Content-Length that is no number': [
    'upstream_error',
    (socket) => socket.end(`${OK}Content-Length: many\r\n\r\nxxx`),
  ],
  'two Content-Lengths that differ': [
    'upstream_error',
    (socket) => socket.end(`${OK}Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx`),
  ],
  'a body of one byte at a time': [
    'upstream_timeout',
    (socket) => {
      socket.write(`${OK}Content-Length: 5000\r\n\r\n`);
      drip(socket, 50, () => socket.write('x'));
    },
  ],
  'headers that never end': [
    'upstream_error',
    (socket) => {
      socket.write(OK);
      pour(socket, 'X-Filler: more and more and more\r\n'.repeat(100));
    },
  ],
  'headers of one byte at a time': [
    'upstream_timeout',
    (socket) => {
      socket.write(`${OK}X-Slow: `);
      drip(socket, 50, () => socket.write('x'));
    },
  ],
  'one huge header': [
    'upstream_error',
    (socket) => socket.write(`${OK}X-Huge: ${'x'.repeat(65_536)}\r\nContent-Length: 1\r\n\r\nx`),
  ],
  'endless informational answers': [
    'upstream_timeout',
    (socket) => {
      drip(socket, 5, () => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'));
    },
  ],
  silence: ['upstream_timeout', () => undefined],
  'a connection closed without an answer': ['upstream_error', (socket) => socket.end()],
  'a reset before the answer': ['upstream_error', (socket) => socket.resetAndDestroy()],
  'a reset midway': [
    'upstream_error',
    (socket) =>
      socket.write(`${OK}Content-Length: 1000\r\n\r\nxxx`, () => {
        setTimeout(() => socket.resetAndDestroy(), 50);
      }),
  ],
  'a chunked body cut short': [
    'upstream_error',
    (socket) => socket.end(`${OK}Transfer-Encoding: chunked\r\n\r\n3\r\nxxx\r\n`),
  ],
  'something that is not HTTP': ['upstream_error', (socket) => socket.end('SSH-2.0-OpenSSH\r\n')],
  'a switch of protocols': [
    'upstream_error',
    (socket) => socket.write(`${SWITCH}Connection: Upgrade\r\nUpgrade: x\r\n\r\nand more`),
    101,
  ],
  'a switch of protocols to nothing': [
    'upstream_error',
    (socket) => socket.write(`${SWITCH}\r\n`),
    101,
  ],
};

for (const [name, [code, onRequest, upstreamStatus]] of Object.entries(HOSTILE))
  test(`${name}: ${code}, and the connection is closed`, async (t) => {
    const server = await startRawServer(onRequest);
    t.teardown(server.close);
    const timeout = code === 'upstream_timeout' ? 0.5 : 20;
    const fetcher = createFetcher(t, { maxBytes: MAX_BYTES, timeout });
    await failsWith(t, fetchFrom(fetcher, server.origin), code, upstreamStatus);
    await allClosed(server);
    t.is(server.connections, 1);
  });

test('a body exactly as long as the bound is accepted, one byte more is not', async (t) => {
  const server = await serve(t, {
    '/most': (_, response) => void response.write('x', () => response.end('x'.repeat(99_999))),
    '/more': (_, response) => void response.write('x', () => response.end('x'.repeat(100_000))),
    '/announced': Buffer.alloc(MAX_BYTES),
    '/announced-more': Buffer.alloc(MAX_BYTES + 1),
  });
  const fetcher = createFetcher(t, { maxBytes: MAX_BYTES });
  t.is((await fetchFrom(fetcher, server.url('/most'))).length, MAX_BYTES);
  t.is((await fetchFrom(fetcher, server.url('/announced'))).length, MAX_BYTES);
  await failsWith(t, fetchFrom(fetcher, server.url('/more')), 'image_too_large');
  await failsWith(t, fetchFrom(fetcher, server.url('/announced-more')), 'image_too_large');
});

test('HTTP/1.0 and bodies that end with their connection are accepted', async (t) => {
  for (const head of ['HTTP/1.0 200 OK\r\n', OK, `${OK}Connection: close\r\n`]) {
    const server = await startRawServer((socket) => socket.end(`${head}\r\nimage`));
    t.teardown(server.close);
    t.is((await fetchFrom(createFetcher(t), server.origin)).toString(), 'image');
  }
});

test('bytes after the announced length are ignored, in the next fetch too', async (t) => {
  const forged = `${OK}Content-Length: 6\r\n\r\nforged`;
  const server = await startRawServer((socket) =>
    socket.write(`${OK}Content-Length: 5\r\n\r\nimage${forged}`),
  );
  t.teardown(server.close);
  const fetcher = createFetcher(t);
  for (let i = 0; i < 3; i++) {
    const body = await fetchFrom(fetcher, server.origin).catch(() => undefined);
    t.true(body === undefined || body.toString() === 'image');
  }
});

test('compressed bodies are decompressed although the request does not ask for them', async (t) => {
  for (const [encoding, body] of [
    ['gzip', gzipSync(IMAGE)],
    ['deflate', deflateSync(IMAGE)],
    ['br', brotliCompressSync(IMAGE)],
    ['identity', IMAGE],
  ] as const) {
    const server = await serve(t, {
      '/a': (_, response) => response.setHeader('content-encoding', encoding).end(body),
    });
    t.deepEqual(await fetchFrom(createFetcher(t), server.url('/a')), IMAGE, encoding);
  }
});

test('compressed bodies are bounded after decompression', async (t) => {
  const bomb = Buffer.alloc(50_000_000);
  for (const [encoding, body] of [
    ['gzip', gzipSync(bomb)],
    ['deflate', deflateSync(bomb)],
    ['br', brotliCompressSync(bomb)],
  ] as const) {
    t.true(body.length < MAX_BYTES);
    const server = await serve(t, {
      '/a': (_, response) =>
        response
          .writeHead(200, { 'content-encoding': encoding, 'content-length': body.length })
          .end(body),
    });
    const fetcher = createFetcher(t, { maxBytes: MAX_BYTES });
    await failsWith(t, fetchFrom(fetcher, server.url('/a')), 'image_too_large');
  }
});

test('a body that its header falsely calls compressed is an upstream error', async (t) => {
  for (const encoding of ['gzip', 'deflate', 'br']) {
    const server = await serve(t, {
      '/a': (_, response) => response.setHeader('content-encoding', encoding).end('not compressed'),
    });
    await failsWith(t, fetchFrom(createFetcher(t), server.url('/a')), 'upstream_error');
    await allClosed(server);
  }
});

test('a refused connection is an upstream error', async (t) => {
  const server = await startRawServer(() => undefined);
  await server.close();
  await failsWith(t, fetchFrom(createFetcher(t), server.origin), 'upstream_error');
});
