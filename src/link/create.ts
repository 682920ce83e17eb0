/** Makes a link. The WebRTC code is loaded with the first one, so a page that only shows a button never pays for it. */
import { DMError } from '../errors.js';
import { loaded } from '../loaded.js';
import type { CreateLink } from './link.js';

export const createLink: CreateLink = async (options, handlers) => {
  if (!options.RTCPeerConnection && typeof RTCPeerConnection === 'undefined') {
    throw new DMError('unsupported', 'this browser has no WebRTC');
  }
  const { PeerLink } = await loaded(import('./peer.js'));
  return PeerLink.create(options, handlers);
};
