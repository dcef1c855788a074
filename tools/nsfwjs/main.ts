/** `make nsfwjs`: writes two models of npm's nsfwjs as folders that MODEL_DIR takes. */
import { writeNsfwjsModel } from './write-model.js';

for (const name of ['mobilenet_v2_mid', 'mobilenet_v2'] as const)
  await writeNsfwjsModel(`build/nsfwjs/${name}`, name);
