/**
 * A child process: onnxruntime's session alone. Its argument is the number of threads. The image is
 * converted to floats of shape [1, 3, side, side] beforehand, outside of the measured time.
 */
import { ONNX_FILE } from '../paths.js';
import { loadOnnxRuntime, sessionOptions } from '../servers/onnxruntime.js';
import { answerRuns, SIDE, testPixels } from './protocol.js';

const { InferenceSession, Tensor } = loadOnnxRuntime();
const session = await InferenceSession.create(ONNX_FILE, sessionOptions(Number(process.argv[2])));
const floats = Float32Array.from(testPixels());
answerRuns(() => session.run({ input: new Tensor('float32', floats, [1, 3, SIDE, SIDE]) }));
