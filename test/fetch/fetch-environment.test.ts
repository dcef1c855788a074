import test from 'ava';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startImageServer, startRawServer } from '../helpers/image-server.js';
import { createFetcher, failsWith, fetchFrom, IMAGE, serve } from './fetch-setup.js';

const PROGRAM = fileURLToPath(new URL('fetch-once.js', import.meta.url));

/** Fetches in a process with these variables: the number of bytes, or the error's code. */
async function fetchIn(
  environment: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<string> {
  const env = { ...process.env, ...environment };
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, ...args], { env });
  return stdout;
}

/** A key and a self-signed certificate for 127.0.0.1, valid for a day. */
function selfSigned() {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  const keyFile = join(folder, 'key.pem');
  const certFile = join(folder, 'cert.pem');
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...['-days', '1', '-subj', '/CN=test', '-addext', 'subjectAltName=IP:127.0.0.1'],
      ...['-keyout', keyFile, '-out', certFile],
    ],
    { stdio: 'ignore' },
  );
  return {
    certFile,
    tls: { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(certFile, 'utf8') },
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

test('proxy variables in the environment are ignored', async (t) => {
  const server = await serve(t);
  const proxy = await startRawServer((socket) =>
    socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nproxy'),
  );
  t.teardown(proxy.close);
  const names = [
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'ALL_PROXY',
    'http_proxy',
    'https_proxy',
    'all_proxy',
  ];
  const environment = {
    ...Object.fromEntries(names.map((name) => [name, proxy.origin])),
    ...{ NO_PROXY: '', no_proxy: '', NODE_USE_ENV_PROXY: '1' },
  };
  t.is(await fetchIn(environment, server.url('/image')), String(IMAGE.length));
  t.is(await fetchIn(environment, 'http://10.0.0.1/'), 'address_not_allowed');
  t.is(await fetchIn(environment, 'https://10.0.0.1/'), 'address_not_allowed');
  t.is(proxy.connections, 0);
});

test('an untrusted certificate is refused, whatever the environment says', async (t) => {
  const { tls, certFile, remove } = selfSigned();
  t.teardown(remove);
  const server = await startImageServer({ '/image': IMAGE }, { tls });
  t.teardown(server.close);
  const url = server.url('/image');
  const unverified = { NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1' };

  const error = await failsWith(t, fetchFrom(createFetcher(t), url), 'upstream_error');
  t.regex(error.message, /TLS certificate/);
  t.is(await fetchIn(unverified, url), 'upstream_error');
  t.is(server.requests(), 0);

  t.is(await fetchIn(unverified, url, certFile), String(IMAGE.length));
  const trusting = createFetcher(t, {}, { ca: tls.cert });
  t.deepEqual(await fetchFrom(trusting, url), IMAGE);
  const otherName = `https://localhost:${server.port}/image`;
  await failsWith(t, fetchFrom(trusting, otherName), 'upstream_error');
  t.is(server.requests(), 2);
});

/** What a server that does not speak TLS sends when a TLS handshake starts. */
const NO_TLS: Readonly<Record<string, [sent: Buffer, message: RegExp]>> = {
  'an HTTP server': [Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'), /does not speak HTTPS/],
  'an SSH server': [Buffer.from('SSH-2.0-OpenSSH\r\n'), /does not speak HTTPS/],
  'a record longer than TLS has': [Buffer.from('160301ffff0000', 'hex'), /does not speak HTTPS/],
  // The alert `handshake_failure`.
  'a TLS server without a common cipher': [Buffer.from('15030300020228', 'hex'), /TLS handshake/],
};

for (const [name, [sent, message]] of Object.entries(NO_TLS))
  test(`https to ${name} is an upstream error, but no bad certificate`, async (t) => {
    const server = await startRawServer((socket) => socket.end(sent));
    t.teardown(server.close);
    const url = server.origin.replace('http:', 'https:');
    t.regex(
      (await failsWith(t, fetchFrom(createFetcher(t), url), 'upstream_error')).message,
      message,
    );
  });
