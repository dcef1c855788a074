import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The images of the API's examples, and what else hooks.py asks for, on loopback. */
export async function serveImages(folder: string): Promise<{ origin: string; server: Server }> {
  const dog = await readFile(join(folder, 'rocket.jpg'));
  const answers: Readonly<Record<string, string | Buffer>> = {
    '/dog.jpg': dog,
    '/cat.png': await readFile(join(folder, 'chelsea.png')),
    '/page.html': '<!DOCTYPE html><html><title>no image</title></html>',
    '/broken.jpg': dog.subarray(0, dog.length / 3),
  };
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? ''];
    if (answer === undefined) response.writeHead(404);
    response.end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
