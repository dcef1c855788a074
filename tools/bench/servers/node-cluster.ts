/**
 * A child process: a server once a core, behind one port, as Node.js's cluster module shares it. Cache and
 * report are each worker's own. Its arguments are the server's module and that one's arguments.
 */
import cluster from 'node:cluster';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

const [module = '', ...args] = process.argv.slice(2);
cluster.setupPrimary({ exec: fileURLToPath(new URL(module, import.meta.url)), args });
process.on('disconnect', () => process.exit());

// Each worker asks for port 0, and all get the same one.
const ready = Array.from({ length: availableParallelism() }, () => once(cluster.fork(), 'message'));
const [[message] = []] = (await Promise.all(ready)) as [object][];
process.send?.(message);
