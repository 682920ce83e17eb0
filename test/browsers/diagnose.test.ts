/** What real browsers say ahead of a chat, with what stands in its way staged. */
import { createHmac } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import { expect } from 'chai';
import { launch, type Browser, type Page } from 'puppeteer-core';
import { BROWSER_KINDS, launchOptions } from '../../scripts/browsers.mjs';
import type { Diagnosis, DiagnosisCheck } from '../../src/diagnose.js';
import { hasCoturn, TestCoturn } from '../helpers/coturn.js';
import type { DiagnosePage } from '../helpers/browsers/diagnose-page.js';
import { freePort } from '../helpers/redis.js';
import { startSite, type Site } from '../helpers/browsers/site.js';

const SECRET = 'a secret of this test';
const HOUR = 3_600;

/** Names and passwords of coturn's own kind: HMAC-SHA-1 of when they expire. */
function turn(port: number, address: string, secret: string): RTCIceServer {
  const username = `${Math.floor(Date.now() / 1_000) + HOUR}:alice`;
  const credential = createHmac('sha1', secret).update(username).digest('base64');
  return { urls: `turn:${address}:${port}?transport=udp`, username, credential };
}

/** Browsers speak to TURN from an address of this machine that is not loopback, where it has one. */
const ownAddress = (): string =>
  Object.values(networkInterfaces())
    .flat()
    .find((each) => each?.family === 'IPv4' && !each.internal)?.address ?? '127.0.0.1';

for (const kind of BROWSER_KINDS) {
  describe(`a diagnosis in ${kind}`, () => {
    let site: Site;
    let browser: Browser;
    let page: Page;
    /** A server that the page may ask, and that is not there. */
    let nobody: string;
    before(async () => {
      nobody = `ws://127.0.0.1:${await freePort()}`;
      site = await startSite('test/helpers/browsers/diagnose-page.ts', { reach: [nobody] });
      browser = await launch(launchOptions(kind));
      page = await browser.newPage();
      await page.goto(site.origin);
      await page.waitForFunction('globalThis.diagnosing !== undefined');
    });
    after(async () => {
      await browser?.close();
      await site?.close();
    });

    const diagnose = async (options: Parameters<DiagnosePage['diagnose']>[0]): Promise<Diagnosis> =>
      (await page.evaluate(`globalThis.diagnosing.diagnose(${JSON.stringify(options)})`)) as Diagnosis;
    const of = ({ findings }: Diagnosis, check: DiagnosisCheck): string => {
      const finding = findings.find((each) => each.check === check);
      return `${finding?.verdict} ${finding?.code}`;
    };

    it('finds what a chat needs, and misses a TURN server', async () => {
      const diagnosis = await diagnose({ signaling: site.relay });
      for (const check of ['page', 'crypto', 'webrtc', 'signaling', 'addresses'] as const) {
        expect(of(diagnosis, check), check).to.equal('works null');
      }
      expect(of(diagnosis, 'relay')).to.equal('limited no-relay');
      expect(diagnosis.verdict).to.equal('limited');
    });

    it('says that there is no WebRTC, and no server', async () => {
      const diagnosis = await diagnose({ signaling: nobody, withoutWebRtc: true });
      expect(of(diagnosis, 'webrtc')).to.equal('blocked unsupported');
      expect(of(diagnosis, 'signaling')).to.equal('blocked signaling-lost');
      expect(diagnosis.verdict).to.equal('blocked');
    });

    if (!hasCoturn()) {
      process.stdout.write('No TURN server is staged here: there is no turnserver on this machine.\n');
      return;
    }
    it('tells a TURN server that serves us from one that does not', async () => {
      const address = ownAddress();
      const coturn = await TestCoturn.start(SECRET, { address });
      try {
        const served = await diagnose({ signaling: site.relay, iceServers: [turn(coturn.port, address, SECRET)] });
        expect(of(served, 'relay')).to.equal('works null');
        const refused = await diagnose({
          signaling: site.relay,
          relayOnly: true,
          iceServers: [turn(coturn.port, address, 'another secret')],
        });
        expect(of(refused, 'relay')).to.equal('blocked relay-unreachable');
        expect(refused.verdict).to.equal('blocked');
      } finally {
        await coturn.stop();
      }
    });
  });
}
