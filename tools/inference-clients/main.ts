// Has the unchanged clients of Triton and KServe ask the running service: `make inference-clients`. Exits with
// code 1 if an answer is not that of /classify-image.
import { runClients } from './run-clients.js';

process.exitCode = (await runClients()) === 0 ? 0 : 1;
