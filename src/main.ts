#!/usr/bin/env node
import { readCommand } from './arguments.js';

// Nothing else is loaded before it is known what is to be done.
const command = await readCommand(process.argv.slice(2));
if (command?.name === 'serve') await import('./start.js');
if (command?.name === 'classify') await (await import('./cli/run.js')).runClassify(command.words);
if (command?.name === 'bulk') await (await import('./bulk/run.js')).runBulk(command.words);
