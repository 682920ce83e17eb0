import { expect } from 'chai';
import { DM_ERROR_CODES, DMError } from '../../../src/errors.js';
import {
  advance,
  failReason,
  isConversation,
  isOver,
  SESSION_STATES,
  TRANSITIONS,
} from '../../../src/session/machine.js';
import type { DMSessionState, SessionStatus } from '../../../src/session/types.js';

const STATUS: Record<DMSessionState, SessionStatus> = {
  idle: { state: 'idle' },
  requesting: { state: 'requesting', deadline: 1 },
  incoming_request: { state: 'incoming_request', deadline: 1 },
  connecting: { state: 'connecting', since: 0, deadline: 1 },
  key_exchanging: { state: 'key_exchanging', since: 0, deadline: 1 },
  active: { state: 'active', since: 0 },
  reconnecting: { state: 'reconnecting', since: 0, deadline: 1 },
  disconnecting: { state: 'disconnecting' },
  ended: { state: 'ended', reason: 'ended', by: 'self', at: 0 },
  failed: { state: 'failed', reason: 'offline', at: 0 },
};

// Written out once more, by hand: the table in the source is checked against what the design says, not against itself.
const LEGAL = new Set([
  'idle>requesting',
  'idle>incoming_request',
  'idle>ended',
  'idle>failed',
  'requesting>connecting',
  'requesting>ended',
  'requesting>failed',
  'incoming_request>connecting',
  'incoming_request>ended',
  'incoming_request>failed',
  'connecting>key_exchanging',
  'connecting>ended',
  'connecting>failed',
  'key_exchanging>active',
  'key_exchanging>ended',
  'key_exchanging>failed',
  'active>reconnecting',
  'active>disconnecting',
  'active>ended',
  'active>failed',
  'reconnecting>active',
  'reconnecting>disconnecting',
  'reconnecting>ended',
  'reconnecting>failed',
  'disconnecting>ended',
  'disconnecting>failed',
]);

describe('session machine', () => {
  it('has the ten states', () => {
    expect(SESSION_STATES).to.have.lengthOf(10);
    expect(Object.keys(TRANSITIONS)).to.have.members([...SESSION_STATES]);
  });

  for (const from of SESSION_STATES) {
    for (const to of SESSION_STATES) {
      const legal = LEGAL.has(`${from}>${to}`);
      it(`${legal ? 'goes' : 'refuses to go'} from ${from} to ${to}`, () => {
        if (legal) expect(advance(STATUS[from], STATUS[to])).to.equal(STATUS[to]);
        else
          expect(() => advance(STATUS[from], STATUS[to]))
            .to.throw(DMError)
            .with.property('code', 'bad-state');
      });
    }
  }

  it('is over in ended and failed only', () => {
    expect(SESSION_STATES.filter((state) => isOver(STATUS[state]))).to.deep.equal(['ended', 'failed']);
  });

  it('has a conversation in active and reconnecting only', () => {
    expect(SESSION_STATES.filter((state) => isConversation(STATUS[state]))).to.deep.equal(['active', 'reconnecting']);
  });

  it('can reach an end from every state', () => {
    for (const start of SESSION_STATES) {
      const seen = new Set<DMSessionState>([start]);
      for (const state of seen) for (const next of TRANSITIONS[state]) seen.add(next);
      expect(seen.has('ended') || seen.has('failed'), start).to.equal(true);
    }
  });

  it('gives every error code a reason, and what it does not know counts as protocol', () => {
    for (const code of DM_ERROR_CODES) expect(failReason(new DMError(code, 'x'))).to.be.a('string');
    expect(failReason(new DMError('peer-offline', 'x'))).to.equal('offline');
    expect(failReason(new DMError('link-lost', 'x'))).to.equal('no-route');
    expect(failReason(new TypeError('x'))).to.equal('protocol');
    expect(failReason('nonsense')).to.equal('protocol');
  });
});
