/** Runs in a page that looks ahead: what stands in the way of a chat is staged by the test. */
import { DMClient } from '../../../src/client.js';
import type { Diagnosis } from '../../../src/diagnose.js';
import type { DMClientOptions } from '../../../src/session/options.js';

interface Staged extends Omit<DMClientOptions, 'self'> {
  /** As a policy or an extension leaves it. */
  readonly withoutWebRtc?: boolean;
}

const page = {
  async diagnose({ withoutWebRtc = false, ...options }: Staged): Promise<Diagnosis> {
    const { RTCPeerConnection } = globalThis;
    if (withoutWebRtc) Reflect.deleteProperty(globalThis, 'RTCPeerConnection');
    const client = new DMClient({ self: 'alice', ...options });
    try {
      return await client.diagnose();
    } finally {
      globalThis.RTCPeerConnection = RTCPeerConnection;
      await client.destroy();
    }
  },
};

export type DiagnosePage = typeof page;
Object.assign(globalThis, { diagnosing: page });
