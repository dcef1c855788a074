import { answerArguments } from './arguments.js';

// Nothing else is loaded before it is known that the service is to start.
if (!(await answerArguments(process.argv.slice(2)))) await import('./start.js');
