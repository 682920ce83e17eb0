import { DMError } from './errors.js';

/**
 * A part of this library that is loaded when it is needed.
 * @throws {DMError} `signaling-lost`: the site that serves it cannot be reached, or has a new version by now
 */
export async function loaded<Module>(loading: Promise<Module>): Promise<Module> {
  try {
    return await loading;
  } catch (cause) {
    throw new DMError('signaling-lost', 'a part of dm-elements could not be loaded', { cause });
  }
}
