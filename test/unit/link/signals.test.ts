import { expect } from 'chai';
import fc from 'fast-check';
import { parseDescription, MAX_DESCRIPTION_LENGTH } from '../../../src/link/description.js';
import type { LinkSignal } from '../../../src/link/link.js';
import { parseLinkSignal, serializeLinkSignal } from '../../../src/link/signals.js';
import { CANDIDATES, CHROMIUM_OFFER, FIREFOX_ANSWER } from '../../helpers/descriptions.js';

const OTHER_FINGERPRINT = Array.from({ length: 32 }, () => 'AB').join(':');

const candidate = (text: string, more: object = {}): string =>
  JSON.stringify({ type: 'candidate', candidate: text, sdpMid: '0', sdpMLineIndex: 0, ...more });
const withLine = (line: string): string => `${CHROMIUM_OFFER}${line}\r\n`;
const replaced = (from: string | RegExp, to: string): string => CHROMIUM_OFFER.replace(from, to);

describe('signaling steps of a link', () => {
  const steps: LinkSignal[] = [
    { type: 'offer', sdp: CHROMIUM_OFFER },
    { type: 'answer', sdp: FIREFOX_ANSWER },
    ...Object.values(CANDIDATES).map((text) => ({
      type: 'candidate' as const,
      candidate: text,
      sdpMid: '0',
      sdpMLineIndex: 0,
    })),
    { type: 'candidate', candidate: '', sdpMid: '0', sdpMLineIndex: 0 },
    { type: 'candidate', candidate: CANDIDATES.host, sdpMid: null, sdpMLineIndex: 0 },
    { type: 'candidate', candidate: CANDIDATES.host, sdpMid: '0', sdpMLineIndex: null },
  ];

  it('come back as they were written, for everything that both browsers write', () => {
    for (const step of steps) expect(parseLinkSignal(serializeLinkSignal(step))).to.deep.equal(step);
  });

  it('drop properties that a step does not have', () => {
    const parsed = parseLinkSignal(JSON.stringify({ type: 'offer', sdp: CHROMIUM_OFFER, renegotiate: true }));
    expect(parsed).to.deep.equal({ type: 'offer', sdp: CHROMIUM_OFFER });
  });

  const notSteps: Record<string, string> = {
    'no JSON': 'v=0',
    'the empty text': '',
    null: 'null',
    'an array': '[]',
    'a number': '7',
    'no type': JSON.stringify({ sdp: CHROMIUM_OFFER }),
    'a type that simple-peer acts on but we never send': JSON.stringify({ type: 'renegotiate', renegotiate: true }),
    'a rollback': JSON.stringify({ type: 'rollback', sdp: '' }),
    'an SDP that is no string': JSON.stringify({ type: 'offer', sdp: [CHROMIUM_OFFER] }),
    'a candidate that is no string': candidate('', { candidate: {} }),
    'a candidate without a place': candidate(CANDIDATES.host, { sdpMid: null, sdpMLineIndex: null }),
    'a place that is missing': JSON.stringify({ type: 'candidate', candidate: CANDIDATES.host }),
    'a negative section': candidate(CANDIDATES.host, { sdpMLineIndex: -1 }),
    'another section': candidate(CANDIDATES.host, { sdpMLineIndex: 1 }),
    'a section that is no number': candidate(CANDIDATES.host, { sdpMLineIndex: '0' }),
    'a mid that is no token': candidate(CANDIDATES.host, { sdpMid: '0\r\na=x' }),
    'a long mid': candidate(CANDIDATES.host, { sdpMid: '0'.repeat(17) }),
  };
  for (const [name, text] of Object.entries(notSteps)) {
    it(`refuse ${name}`, () => expect(parseLinkSignal(text)).to.equal(null));
  }

  it('never throw, whatever the text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => parseLinkSignal(text) === null));
    fc.assert(
      fc.property(fc.json(), (text) => {
        parseLinkSignal(text);
      }),
    );
  });
});

describe('candidates of the other side', () => {
  const refused: Record<string, string> = {
    'a DNS name': CANDIDATES.host.replace('192.0.2.2', 'tracker.example'),
    'a name that only looks like mDNS': CANDIDATES.host.replace('192.0.2.2', 'printer.local'),
    'an mDNS name below another domain': CANDIDATES.mdns.replace('.local', '.local.example'),
    'an address with a zone': CANDIDATES.hostIpv6.replace('fd00::2', 'fe80::1%eth0'),
    'a DNS name as related address': CANDIDATES.relay.replace('198.51.100.7', 'tracker.example'),
    'an unknown kind': CANDIDATES.host.replace('typ host', 'typ other'),
    'another transport': CANDIDATES.host.replace(' udp ', ' sctp '),
    'a line break': `${CANDIDATES.host}\r\na=identity:x`,
    'a second related address': `${CANDIDATES.relay} raddr tracker.example`,
    'a line separator': `${CANDIDATES.host}\u2028`,
    'an attribute': `a=${CANDIDATES.host}`,
    'an odd extension': `${CANDIDATES.host} alone`,
    'too many letters': `${CANDIDATES.host}${' x y'.repeat(200)}`,
  };
  for (const [name, text] of Object.entries(refused)) {
    it(`refuse ${name}`, () => expect(parseLinkSignal(candidate(text))).to.equal(null));
  }
});

describe('descriptions of the other side', () => {
  it('refuse a second fingerprint, wherever it stands and whatever its hash', () => {
    for (const line of [
      `a=fingerprint:sha-256 ${OTHER_FINGERPRINT}`,
      `a=fingerprint:sha-1 ${OTHER_FINGERPRINT.slice(0, 59)}`,
      `a=fingerprint:sha-512 ${OTHER_FINGERPRINT}:${OTHER_FINGERPRINT}`,
      `a=fingerprint:sha-256  ${OTHER_FINGERPRINT}`,
      `a=fingerprint:sha-256 ${OTHER_FINGERPRINT} `,
      `a=fingerprint: sha-256 ${OTHER_FINGERPRINT}`,
      'a=fingerprint',
      'a=fingerprint:',
    ]) {
      expect(parseDescription(withLine(line)), line).to.equal(null);
      expect(parseDescription(replaced('a=group', `${line}\r\na=group`)), line).to.equal(null);
    }
  });

  it('drop what a browser could still take for a fingerprint', () => {
    for (const name of ['FINGERPRINT', ' fingerprint', 'fingerprint ', 'Fingerprint']) {
      expect(parseDescription(withLine(`a=${name}:sha-256 ${OTHER_FINGERPRINT}`))).to.equal(CHROMIUM_OFFER);
    }
  });

  it('take the same fingerprint twice, in either case', () => {
    const line = (/^a=fingerprint:.*$/m.exec(CHROMIUM_OFFER)?.[0] ?? '').trim();
    const doubled = withLine(line.replace(/[A-F\d:]+$/, (hex) => hex.toLowerCase()));
    expect(parseDescription(doubled)).to.equal(doubled);
  });

  it('drop lines that we do not know: a browser may act on them', () => {
    for (const line of [
      'a=identity:eyJpZHAiOnsiZG9tYWluIjoidHJhY2tlci5leGFtcGxlIn19',
      'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x',
      'a=x-google-flag:conference',
      'a=tls-id:1',
      'k=clear:x',
      'b=AS:1',
      'u=https://tracker.example/',
      'c=IN IP4 tracker.example',
    ]) {
      expect(parseDescription(withLine(line)), line).to.equal(CHROMIUM_OFFER);
    }
  });

  const refused: Record<string, string> = {
    'no fingerprint': replaced(/^a=fingerprint.*\r\n/m, ''),
    'a weak fingerprint': replaced(/sha-256 .*/, `sha-1 ${OTHER_FINGERPRINT.slice(0, 59)}`),
    'a short fingerprint': replaced(/:54:5A/, ''),
    'no section': replaced(/^m=.*\r\n/m, ''),
    'two sections': withLine('m=application 9 UDP/DTLS/SCTP webrtc-datachannel'),
    'an audio section': withLine('m=audio 9 UDP/TLS/RTP/SAVPF 111'),
    'only an audio section': replaced(/^m=.*/m, 'm=audio 9 UDP/TLS/RTP/SAVPF 111'),
    'the old data channel format': replaced(/^m=.*/m, 'm=application 9 DTLS/SCTP 5000'),
    'no DTLS': replaced('UDP/DTLS/SCTP', 'UDP/SCTP'),
    'another version': replaced('v=0', 'v=1'),
    'text in front': `x=1\r\n${CHROMIUM_OFFER}`,
    'bare line feeds': CHROMIUM_OFFER.replaceAll('\r\n', '\n'),
    'a line feed within a line': withLine(`a=mid:0\na=fingerprint:sha-256 ${OTHER_FINGERPRINT}`),
    'a carriage return within a line': withLine(`a=mid:0\ra=fingerprint:sha-256 ${OTHER_FINGERPRINT}`),
    'a line separator within a line': withLine(`a=mid:0\u2028a=fingerprint:sha-256 ${OTHER_FINGERPRINT}`),
    'a null character': withLine('a=mid:0\0'),
    'a line that is none': withLine('fingerprint'),
    'an empty line': withLine(''),
    'no end of the last line': CHROMIUM_OFFER.slice(0, -2),
    'a candidate with a DNS name': withLine(`a=${CANDIDATES.host.replace('192.0.2.2', 'tracker.example')}`),
    'too many letters': CHROMIUM_OFFER + 'a=mid:0\r\n'.repeat(MAX_DESCRIPTION_LENGTH / 9),
  };
  for (const [name, text] of Object.entries(refused)) {
    it(`refuse ${name}`, () => expect(parseDescription(text)).to.equal(null));
  }

  it('never have two fingerprints after any change of a few letters', () => {
    const other = `a=fingerprint:sha-256 ${OTHER_FINGERPRINT}\r\n`;
    fc.assert(
      fc.property(fc.nat(CHROMIUM_OFFER.length), fc.string({ unit: 'binary', maxLength: 3 }), (at, noise) => {
        const text = CHROMIUM_OFFER.slice(0, at) + noise + other + CHROMIUM_OFFER.slice(at);
        const parsed = parseDescription(text);
        const values = [...(parsed ?? '').matchAll(/fingerprint\S* +(\S+)/gi)].map(([, value]) => value?.toUpperCase());
        expect(new Set(values).size).to.be.at.most(1);
      }),
    );
  });
});
