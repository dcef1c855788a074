/** A child process that serves the files of the given folders from memory, for any query string. */
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, join } from 'node:path';
import { sayPort } from './say-port.js';

const files = new Map<string, Buffer>();
for (const folder of process.argv.slice(2))
  for (const name of readdirSync(folder))
    files.set(`/${basename(folder)}/${name}`, readFileSync(join(folder, name)));

const server = createServer((request, response) => {
  const [path = ''] = (request.url ?? '').split('?');
  const file = files.get(path);
  if (file === undefined) response.writeHead(404).end();
  else
    response
      .writeHead(200, { 'Content-Type': 'image/jpeg', 'Content-Length': file.length })
      .end(file);
});
sayPort(server);
