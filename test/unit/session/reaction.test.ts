import { expect } from 'chai';
import { SESSION_STATES } from '../../../src/session/machine.js';
import { reactionTo, type Reaction } from '../../../src/session/reaction.js';
import type { SignalMessage } from '../../../src/signaling/adapter.js';

const SESSION = 'AAAAAAAAAAAAAAAAAAAAAA';
const message = (kind: SignalMessage['kind'], reason?: 'busy' | 'declined'): SignalMessage =>
  ({ kind, session: SESSION, ...(reason && { reason }) }) as SignalMessage;
const kindsOf = (kind: SignalMessage['kind'], reason?: 'busy'): Partial<Record<string, Reaction['kind']>> =>
  Object.fromEntries(SESSION_STATES.map((state) => [state, reactionTo(message(kind, reason), state).kind]));
const only = (states: Record<string, Reaction['kind']>): Record<string, Reaction['kind']> => ({
  ...Object.fromEntries(SESSION_STATES.map((state) => [state, 'none' as const])),
  ...states,
});

describe('what the server says', () => {
  it('starts a session only while it is asked for', () => {
    expect(kindsOf('accept')).to.deep.equal(only({ requesting: 'accepted' }));
    expect(kindsOf('decline')).to.deep.equal(only({ requesting: 'over' }));
    expect(kindsOf('decline', 'busy')).to.deep.equal(only({ requesting: 'busy' }));
  });

  it('silences a request only while it rings', () => {
    expect(kindsOf('cancel')).to.deep.equal(only({ incoming_request: 'over' }));
    expect(kindsOf('taken')).to.deep.equal(only({ incoming_request: 'over' }));
    expect(reactionTo(message('taken'), 'incoming_request')).to.include({ reason: 'answered-elsewhere', by: 'self' });
  });

  it('never ends a session once it is confirmed', () => {
    expect(kindsOf('end')).to.deep.equal(only({ requesting: 'over', connecting: 'over', key_exchanging: 'over' }));
  });

  it('goes through to the line in any state, for it is sealed', () => {
    expect(new Set(Object.values(kindsOf('signal')))).to.deep.equal(new Set(['signal']));
  });

  it('is no second request', () => {
    expect(kindsOf('request')).to.deep.equal(only({}));
  });
});
