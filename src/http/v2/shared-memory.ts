import { invalidRequest } from '../requests/invalid-request.js';

/**
 * Triton's clients on the server's own machine may name shared memory in place of data.
 *
 * @param parameters of a tensor
 * @throws ServiceError `invalid_request`
 */
export function refuseSharedMemory(parameters: object | null | undefined): void {
  if (Object.keys(parameters ?? {}).some((name) => name.startsWith('shared_memory')))
    throw invalidRequest(
      'shared memory is not supported: tensors are sent in the request and in the answer',
    );
}
