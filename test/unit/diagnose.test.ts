import { expect } from 'chai';
import { diagnose, DIAGNOSIS_CHECKS, type Diagnosis, type DiagnosisCheck } from '../../src/diagnose.js';
import { DM_ERROR_CODES, DMError } from '../../src/errors.js';
import type { LineLinkOptions } from '../../src/session/line.js';
import { FakeClock } from '../helpers/fake-clock.js';

type Found = readonly (string | number)[];

/** A browser that finds these addresses: types of candidates, or codes of errors. */
const connectionThatFinds = (found: Found): typeof RTCPeerConnection => {
  class Connection {
    onicecandidate: (event: { candidate: { candidate: string } | null }) => void = () => {};
    onicecandidateerror: (event: { errorCode: number }) => void = () => {};
    createDataChannel(): void {}
    close(): void {}
    async setLocalDescription(): Promise<void> {
      for (const each of found) {
        if (typeof each === 'number') this.onicecandidateerror({ errorCode: each });
        else this.onicecandidate({ candidate: { candidate: `candidate:1 1 udp 1 192.0.2.7 9 typ ${each}` } });
      }
      this.onicecandidate({ candidate: null });
    }
  }
  return Connection as unknown as typeof RTCPeerConnection;
};

const TURN = { urls: 'turn:turn.example.com', username: 'marker-name', credential: 'marker-password' };
const STUN = { urls: 'stun:stun.example.com' };

const look = (found: Found, options: LineLinkOptions = {}): Promise<Diagnosis> =>
  diagnose({
    clock: new FakeClock(),
    connect: async () => {},
    linkOptions: async () => ({ RTCPeerConnection: connectionThatFinds(found), ...options }),
  });

const of = (diagnosis: Diagnosis, check: DiagnosisCheck): string => {
  const finding = diagnosis.findings.find((each) => each.check === check);
  return `${finding?.verdict} ${finding?.code}`;
};

describe('diagnose', () => {
  it('says each thing once, in a fixed order', async () => {
    const { findings } = await look(['host']);
    expect(findings.map(({ check }) => check)).to.deep.equal([...DIAGNOSIS_CHECKS]);
    expect(findings.every(({ text }) => /^[A-Z].+\.$/.test(text))).to.equal(true);
  });

  it('finds nothing in the way of a relayed connection where TURN answers', async () => {
    const diagnosis = await look(['host', 'srflx', 'relay'], { iceServers: [STUN, TURN] });
    for (const check of ['page', 'crypto', 'webrtc', 'signaling', 'addresses', 'relay'] as const) {
      expect(of(diagnosis, check), check).to.equal('works null');
    }
    expect(diagnosis.verdict).to.not.equal('blocked');
  });

  for (const [what, found, options, check, expected] of [
    ['no TURN server', ['host'], {}, 'relay', 'limited no-relay'],
    ['a TURN server that refuses us', ['host', 401], { iceServers: [TURN] }, 'relay', 'limited relay-unreachable'],
    ['a TURN server that is silent', ['host', 701], { iceServers: [TURN] }, 'relay', 'limited relay-unreachable'],
    ['a STUN server that is silent', ['host', 701], { iceServers: [STUN] }, 'addresses', 'limited no-route'],
    ['no address at all', [], {}, 'addresses', 'blocked webrtc-blocked'],
    ['relay-only without TURN', [], { iceTransportPolicy: 'relay' }, 'relay', 'blocked no-relay'],
    [
      'relay-only where TURN is silent',
      [],
      { iceTransportPolicy: 'relay', iceServers: [TURN] },
      'relay',
      'blocked relay-unreachable',
    ],
  ] satisfies readonly (readonly [string, Found, LineLinkOptions, DiagnosisCheck, string])[]) {
    it(`names ${what}`, async () => {
      const diagnosis = await look(found, options);
      expect(of(diagnosis, check)).to.equal(expected);
      expect(diagnosis.verdict).to.equal(expected.startsWith('blocked') ? 'blocked' : diagnosis.verdict);
    });
  }

  it('tells two kinds of silence of a TURN server apart in words', async () => {
    const text = async (error: number): Promise<string | undefined> =>
      (await look(['host', error], { iceServers: [TURN] })).findings.find(({ check }) => check === 'relay')?.text;
    expect(await text(401)).to.include('credentials');
    expect(await text(701)).to.include('no address');
  });

  it('names ICE servers that the browser refuses', async () => {
    const Refusing = function (): never {
      throw new TypeError('not a URL');
    } as unknown as typeof RTCPeerConnection;
    expect(of(await look([], { RTCPeerConnection: Refusing }), 'webrtc')).to.equal('blocked bad-config');
  });

  for (const code of ['signaling-lost', 'unauthorized', 'forbidden', 'bad-config'] as const) {
    it(`names a server that says ${code}, in words of its own`, async () => {
      const diagnosis = await diagnose({
        clock: new FakeClock(),
        connect: () => Promise.reject(new DMError(code, 'marker')),
        linkOptions: async () => ({ RTCPeerConnection: connectionThatFinds(['host']) }),
      });
      expect(of(diagnosis, 'signaling')).to.equal(`blocked ${code}`);
      expect(JSON.stringify(diagnosis)).to.not.include('marker');
    });
  }

  it('does not wait for ever for a server', async () => {
    const clock = new FakeClock();
    const looking = diagnose({
      clock,
      connect: () => new Promise(() => {}),
      linkOptions: async () => ({ RTCPeerConnection: connectionThatFinds(['host']) }),
    });
    clock.advance(12_000);
    expect(of(await looking, 'signaling')).to.equal('blocked signaling-lost');
  });

  it('names the source of ICE servers where it fails', async () => {
    const diagnosis = await diagnose({
      clock: new FakeClock(),
      connect: async () => {},
      linkOptions: () => Promise.reject(new DMError('unauthorized', 'marker')),
    });
    expect(of(diagnosis, 'relay')).to.equal('blocked unauthorized');
  });

  it('says no address, name or password, and only codes that there are', async () => {
    const diagnosis = await look(['host', 'srflx', 401, 701], { iceServers: [STUN, TURN] });
    const said = JSON.stringify(diagnosis);
    for (const secret of ['192.0.2.7', 'example.com', 'marker-name', 'marker-password']) {
      expect(said).to.not.include(secret);
    }
    for (const { code } of diagnosis.findings) if (code) expect(DM_ERROR_CODES).to.include(code);
  });
});
