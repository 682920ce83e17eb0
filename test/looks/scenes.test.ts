/** The gallery is where looks are tested, so nothing that can be met may be missing from it. */
import { expect } from 'chai';
import { SCENES } from '../../demo/gallery/scenes.js';
import { PARTS } from '../../demo/gallery/parts.js';
import { SESSION_STATES } from '../../src/session/machine.js';
import type { EndReason, FailReason } from '../../src/session/types.js';

/** Of types there is no list at run time: whoever adds one is led here by the compiler. */
const END: Record<EndReason, true> = {
  ended: true,
  declined: true,
  cancelled: true,
  'answered-elsewhere': true,
  elsewhere: true,
  'peer-left': true,
  interrupted: true,
};
const FAIL: Record<FailReason, true> = {
  offline: true,
  busy: true,
  'timed-out': true,
  'no-route': true,
  'no-relay': true,
  'relay-unreachable': true,
  'webrtc-blocked': true,
  mismatch: true,
  protocol: true,
  'signaling-lost': true,
  unauthorized: true,
  forbidden: true,
  'rate-limited': true,
  unsupported: true,
};

describe('the scenes of the gallery', () => {
  const sessions = SCENES.map(({ make }) => make());
  const reasons = (state: 'ended' | 'failed'): string[] =>
    sessions.flatMap(({ status }) => (status.state === state ? [status.reason] : []));

  it('show every state of a session', () => {
    expect(sessions.map(({ state }) => state)).to.include.members([...SESSION_STATES]);
  });

  it('show every way in which a session can end, and can fail', () => {
    expect(reasons('ended')).to.include.members(Object.keys(END));
    expect(reasons('failed')).to.include.members(Object.keys(FAIL));
  });

  it('show a chat that is not set up', () => {
    expect(PARTS.map(({ name }) => name)).to.include('unconfigured');
  });

  it('are named once each, as addresses are', () => {
    const names = [...SCENES, ...PARTS].map(({ name }) => name);
    expect(new Set(names).size).to.equal(names.length);
    for (const name of names) expect(name).to.match(/^[a-z]+(-[a-z]+)*$/);
  });
});
