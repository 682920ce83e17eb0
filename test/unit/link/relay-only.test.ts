import { expect } from 'chai';
import { relayOnly } from '../../../src/link/relay-only.js';
import { CANDIDATES, CHROMIUM_OFFER, FIREFOX_ANSWER } from '../../helpers/descriptions.js';

const step = (candidate: string) => ({ type: 'candidate', candidate, sdpMid: '0', sdpMLineIndex: 0 }) as const;

describe('relay-only', () => {
  it('lets no candidate pass that is not of a TURN server', () => {
    const { host, hostIpv6, mdns, tcp, reflexive } = CANDIDATES;
    for (const candidate of [host, hostIpv6, mdns, tcp, reflexive]) {
      expect(relayOnly(step(candidate)), candidate).to.equal(null);
    }
    expect(relayOnly(step('')), 'the end of candidates').to.equal(null);
    expect(relayOnly(step(`${CANDIDATES.host} x typ relay`)), 'a host in disguise').to.equal(null);
  });

  it('hides our own address, which a relay candidate names too', () => {
    expect(relayOnly(step(CANDIDATES.relay))).to.deep.equal(
      step('candidate:3 1 udp 41885439 203.0.113.9 50000 typ relay raddr 0.0.0.0 rport 0 generation 0'),
    );
  });

  it('takes every other address out of a description', () => {
    const filtered = relayOnly({ type: 'answer', sdp: FIREFOX_ANSWER });
    const text = filtered?.type === 'answer' ? filtered.sdp : '';
    expect(text).not.to.contain('192.0.2.2');
    expect(text).not.to.contain('198.51.100.7');
    expect(text.match(/^a=candidate:.*$/gm)).to.have.length(1);
    expect(text).to.contain('a=candidate:4 1 UDP 8331263 203.0.113.9 50000 typ relay raddr 0.0.0.0 rport 0\r\n');
  });

  it('leaves the rest of a description alone', () => {
    const filtered = relayOnly({ type: 'offer', sdp: CHROMIUM_OFFER });
    expect(filtered).to.deep.equal({ type: 'offer', sdp: CHROMIUM_OFFER.replace('127.0.0.1', '0.0.0.0') });
  });
});
