/** "What left your browser", compared with what the browser's own tools saw leave, and with what the server got. */
import { expect } from 'chai';
import type { CDPSession, Page } from 'puppeteer-core';
import { PATIENCE, part, talk, Talker } from '../recipes/talk.js';
import { eavesdroppedRelay, type EavesdroppedRelay } from './eavesdropped-relay.js';
import { demoSite, framed } from './site.js';

/** `request POST 5 bytes` is a POST. */
const verb = (summary: string): string =>
  summary
    .replace('request ', '')
    .replace(/ [\d,]+ bytes$/, '')
    .trim();

/** What the tools for developers saw of the page itself: Bob's frame in it is another browser, as far as this is about. */
class Witness {
  /** `GET https://…`, what the markup and the modules ask for. */
  readonly files = new Set<string>();
  /** The same, asked for by code. */
  readonly requests: string[] = [];
  readonly #frames: { readonly socket: string; readonly text: string }[] = [];

  static async of(page: Page): Promise<Witness> {
    const witness = new Witness();
    const tools = await page.createCDPSession();
    await tools.send('Network.enable');
    const { frameTree } = await tools.send('Page.getFrameTree');
    witness.#watch(tools, frameTree.frame.id);
    return witness;
  }

  #watch(tools: CDPSession, top: string): void {
    tools.on('Network.requestWillBeSent', ({ frameId, request, type }) => {
      const own = frameId === top || type === 'Document';
      if (!own || !request.url.startsWith('http')) return;
      const line = `${request.method} ${request.url}`;
      if (['Fetch', 'XHR', 'Ping'].includes(type!)) this.requests.push(line);
      else this.files.add(line);
    });
    tools.on('Network.webSocketFrameSent', ({ requestId, response }) =>
      this.#frames.push({ socket: requestId, text: response.payloadData }),
    );
  }

  /** What went to a relay on the socket of whoever said hello as this. */
  sentBy(self: string): readonly string[] {
    const own = this.#frames.find(({ text }) => text.includes(`"id":"${self}"`))?.socket;
    return this.#frames.filter(({ socket }) => socket === own).map(({ text }) => text);
  }
}

describe('what left your browser', () => {
  const site = demoSite();
  let relay: EavesdroppedRelay | null = null;
  let witness: Witness;
  afterEach(async () => {
    await relay?.close();
    relay = null;
  });

  /** The playground, where two people meet at this place. */
  async function open(place: string): Promise<Page> {
    const query = `?${new URLSearchParams({ meet: place }).toString()}`;
    const page = await site.open('playground', query, async (fresh) => {
      witness = await Witness.of(fresh);
      // Kept, so that the connections can be asked what they sent.
      await fresh.evaluateOnNewDocument(() => {
        const connections: RTCPeerConnection[] = [];
        Object.assign(globalThis, { connections });
        globalThis.RTCPeerConnection = class extends RTCPeerConnection {
          constructor(...given: ConstructorParameters<typeof RTCPeerConnection>) {
            super(...given);
            connections.push(this);
          }
        };
      });
    });
    await page.waitForSelector('#here dm-session');
    return page;
  }

  const self = (page: Page): Promise<string> =>
    page.$eval('#here dm-session', (element) => element.getAttribute('self') ?? '');
  /** The lines of a kind: what they are, and what they hold. */
  const listed = (page: Page, kind: string): Promise<readonly (readonly [string, string])[]> =>
    page.$$eval(`#left details.${kind}`, (lines) =>
      lines.map((line): readonly [string, string] => [
        line.querySelector('summary')?.textContent ?? '',
        line.querySelector('code')?.textContent ?? '',
      ]),
    );

  it('is every note that a relay got, byte for byte, and every request', async () => {
    site.expected = /404/;
    relay = await eavesdroppedRelay();
    const page = await open(relay.url);
    // What a page may ask for by code besides.
    await page.evaluate(async () => {
      await (await fetch('./person.html', { method: 'HEAD' })).text();
      await new Promise((resolve) => {
        const asking = new XMLHttpRequest();
        asking.open('HEAD', './relay.html');
        asking.onloadend = resolve;
        asking.send();
      });
      // A host of files takes none, and says so.
      navigator.sendBeacon('./person.html', 'a beacon');
    });
    const alice = new Talker(page);
    const bob = await framed(page, '#bob');
    await talk(alice, bob);
    await part(alice, bob);
    const me = await self(page);
    expect(me).to.match(/^alice-/);

    const got = relay.from(me);
    expect(got.length).to.be.above(3);
    const notes = await listed(page, 'note');
    expect(notes.map(([, content]) => content)).to.deep.equal(got);
    expect(witness.sentBy(me)).to.deep.equal(got);
    expect(notes.map(([summary]) => /^note (\S+) /.exec(summary)?.[1])).to.include.members([
      'hello',
      'request',
      'signal',
    ]);
    for (const [summary, content] of notes)
      expect(summary).to.include(`${Buffer.byteLength(content).toLocaleString('en')} bytes`);
    for (const [, content] of notes) expect(content).to.not.match(/from alice|from bob/);

    const requests = (await listed(page, 'request')).map(([summary, content]) => [summary.trim(), content]);
    expect(requests).to.deep.include(['request GET, to open a WebSocket', relay.url]);
    const asked = requests.map(([summary, content]) => `${verb(summary!)} ${content!.split('\n')[0]!}`);
    expect(asked.filter((line) => !line.includes(' ws:'))).to.deep.equal(witness.requests);
    expect(witness.requests.filter((line) => line.startsWith('HEAD '))).to.have.length(2);

    // The browser reports a file a little after it has come.
    await page.waitForFunction(
      (count) => document.querySelectorAll('#files li').length >= count,
      PATIENCE,
      witness.files.size,
    );
    const files = await page.$$eval('#files li', (lines) => lines.map(({ textContent }) => textContent ?? ''));
    expect([...new Set(files)].sort()).to.deep.equal([...witness.files].sort());
    const { length } = files;
    const said = await page.$eval('#departed', ({ textContent }) => textContent);
    expect(said).to.include(`${got.length} notes`).and.to.include(`${length} for files of this page`);
    expect(said).to.include(`${requests.length} requests by code`);
  });

  it('is every request with the body and the headers that code gave it, as the host got them', async () => {
    // A host of files takes none of these, and says so.
    site.expected = /404/;
    const page = await open('');
    const before = (await listed(page, 'request')).length;
    await page.evaluate(async () => {
      const bearer = { authorization: 'Bearer of a token' };
      await fetch('./fetched', { method: 'POST', headers: { ...bearer, 'X-Own': 'twice' }, body: 'words' });
      const request = new Request('./requested', { method: 'PUT', headers: bearer, body: '{"more":"words"}' });
      await fetch(request);
      await fetch('./bytes', { method: 'post', body: new Uint8Array([1, 2, 255]) });
      await new Promise((resolve) => {
        const asking = new XMLHttpRequest();
        asking.open('delete', './opened');
        asking.setRequestHeader('X-Own', 'of its own');
        asking.onloadend = resolve;
        asking.send(new URLSearchParams({ form: 'of words' }));
      });
    });
    const answered = page.waitForResponse((response) => response.url().endsWith('/signalled'));
    await page.evaluate(() => navigator.sendBeacon('./signalled', 'a beacon'));
    await answered;

    const told = (await listed(page, 'request')).slice(before).map(([summary, content]) => {
      const [head = '', body = ''] = content.split('\n\n');
      const [address = '', ...headers] = head.split('\n');
      const set = headers
        .map((line) => line.split(': ') as [string, string])
        .filter(([name]) => name !== 'content-type');
      return { line: `${verb(summary)} ${address}`, set, body };
    });
    const got = site.got.map(({ line, body }) => ({
      line,
      body: line.endsWith('/bytes')
        ? [...body].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
        : body.toString(),
    }));
    expect(got).to.have.length(5);
    expect(told.map(({ line, body }) => ({ line, body }))).to.deep.equal(got);
    expect(told.map(({ set }) => set.map(([name]) => name))).to.deep.equal([
      ['authorization', 'x-own'],
      ['authorization'],
      [],
      ['x-own'],
      [],
    ]);
    for (const [at, { line, set }] of told.entries()) {
      for (const [name, value] of set) expect(site.got[at]!.headers[name], `${line} ${name}`).to.equal(value);
    }
  });

  it('is every note that others in the browser got, where that is where people meet, and nothing else', async () => {
    const room = 'local:overheard';
    const other = await site.browser.newPage();
    await other.goto(`${site.origin}/some/folder/person.html`);
    await other.evaluate(() => {
      const heard: unknown[] = [];
      Object.assign(globalThis, { heard });
      new BroadcastChannel('dm-elements:overheard').onmessage = ({ data }) => heard.push(data);
    });
    const page = await open(room);
    await talk(new Talker(page), await framed(page, '#bob'));
    const me = await self(page);
    const got = await other.evaluate(() => (globalThis as unknown as { heard: Record<string, string>[] }).heard);
    const forMe = new Set(got.filter(({ to }) => to === me).map(({ id }) => id));
    // Who asks for the other, or has received what was for them, does not say who that is.
    const mine = got.filter(({ type, from, peer, id }) => {
      if (type === 'who') return peer !== me;
      return type === 'received' ? forMe.has(id) : (from ?? peer) === me;
    });
    const notes = (await listed(page, 'note')).map(([, content]) => JSON.parse(content) as unknown);
    expect(mine.map(({ type }) => type)).to.include.members(['here', 'signal', 'received']);
    expect(notes).to.deep.equal(mine);
  });

  it('is every frame that went straight to Bob, and each of them is sealed', async () => {
    const page = await open('');
    await page.type('#meet', 'local:frames');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#here dm-session[signaling="local:frames"]');
    await talk(new Talker(page), await framed(page, '#bob'));
    // Receipts may still be on their way, so the numbers meet a little later.
    await page.waitForFunction(
      async () => {
        let sent = 0;
        for (const connection of (globalThis as unknown as { connections: RTCPeerConnection[] }).connections) {
          for (const each of (await connection.getStats()).values() as Iterable<RTCStats & { messagesSent: number }>) {
            if (each.type === 'data-channel') sent += each.messagesSent;
          }
        }
        return sent > 1 && sent === document.querySelectorAll('#left .direct').length;
      },
      { ...PATIENCE, timeout: 30_000 },
    );
    for (const [summary, content] of await listed(page, 'direct')) {
      expect(summary).to.match(/^direct encrypted \d[\d,]* bytes$/);
      expect(content).to.match(/^([0-9a-f]{2} )*[0-9a-f]{2}( …)?$/);
      expect(Buffer.from(content.replaceAll(/[^0-9a-f]/g, ''), 'hex').toString('latin1')).to.not.include('from alice');
    }
  });
});
