import { expect } from 'chai';
import { obstacleTo } from '../../../src/link/obstacle.js';

const TURN: RTCIceServer = {
  urls: ['stun:turn.example', 'turn:turn.example?transport=tcp'],
  username: 'u',
  credential: 'c',
};

describe('what stands in the way of a link', () => {
  const cases: readonly [string, string[], Parameters<typeof obstacleTo>[1], string][] = [
    [
      'networks that need a relay, where there is none',
      ['host', 'srflx'],
      { iceServers: [{ urls: 'stun:s' }] },
      'no-relay',
    ],
    ['a relay that is asked for alone, where there is none', [], { iceTransportPolicy: 'relay' }, 'no-relay'],
    ['a relay that gives no address', ['host'], { iceServers: [TURN] }, 'relay-unreachable'],
    [
      'a relay that is asked for alone and gives no address',
      [],
      { iceServers: [TURN], iceTransportPolicy: 'relay' },
      'relay-unreachable',
    ],
    ['a browser that shows no address at all', [], { iceServers: [TURN] }, 'webrtc-blocked'],
    ['something else, where a relay gave an address', ['host', 'relay'], { iceServers: [TURN] }, 'no-route'],
  ];
  for (const [what, found, options, obstacle] of cases) {
    it(`is ${what}: ${obstacle}`, () => expect(obstacleTo(new Set(found), options)).to.equal(obstacle));
  }
});
