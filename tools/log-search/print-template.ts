/** `make log-template`: prints the strict index template of `make log-search`, for an index of your own. */
import { indexTemplate } from './index-template.js';
import { INDEX } from './open-search.js';

process.stdout.write(`${JSON.stringify(indexTemplate(`${INDEX}*`), null, 2)}\n`);
