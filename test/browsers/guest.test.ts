/**
 * A safe guest: on a page with the strictest policy that is worth having, a whole conversation breaks no rule of it,
 * asks no other host, tells the page nothing of what is said, and shows hostile names and texts as text.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { launch, type Browser, type Page } from 'puppeteer-core';
import { BROWSER_KINDS, launchOptions } from '../../scripts/browsers.mjs';
import { voiceType } from '../../components/dm-voice/voice-type.js';
import { bundle } from '../helpers/browsers/bundle.js';
import { press } from '../helpers/browsers/press.js';

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src blob:',
  'media-src blob:',
  "require-trusted-types-for 'script'",
  'trusted-types lit-html dm-elements',
].join('; ');

const VOICE = voiceType('audio/webm;codecs=opus', 3, [0.1, 0.5, 0.2]);
/** Tags, and characters that turn the line around or cannot be seen. */
const HOSTILE_NAME = '<img src=x onerror=alert(1)>\u202Egnp.exe\u200B';
const SECRET = 'a-secret-of-theirs';
const HOSTILE_TEXT = `<script>globalThis.hacked = 1</script>\u202E\u200F\u3164\u{E0041}${SECRET} javascript:alert(1) &lt;b&gt;`;
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';

const HTML = `<!doctype html><html lang="en"><head><title>Guest</title>
<script type="module" src="/watch.js"></script><script type="module" src="/script-tag.js"></script></head><body>
<dm-session self="alice" peer="bob" signaling="local:guest"></dm-session>
<dm-session self="bob" peer="alice" signaling="local:guest"></dm-session>
</body></html>`;

/** Everything else that there is: one person with the floating button, the question, invites and no server. */
const REST = HTML.replace(
  /<body>[\s\S]*/,
  `<body>
<dm-provider self="alice" signaling="local:rest"><dm-launcher></dm-launcher><dm-request-dialog></dm-request-dialog>
<dm-invite></dm-invite><dm-request-button peer="bob">Bob</dm-request-button></dm-provider>
<dm-provider self="carol" signaling="manual"><dm-manual></dm-manual></dm-provider>
<dm-session self="bob" peer="alice" signaling="local:rest"></dm-session>
</body></html>`,
);

/** Runs before the elements: every broken rule, and everything that the page could hear. */
const WATCH = `
globalThis.violations = [];
globalThis.heard = [];
document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
  // Firefox asks for an icon by itself.
  if (!blockedURI.endsWith('/favicon.ico')) violations.push(violatedDirective + ' ' + blockedURI);
});
const types = ['input', 'beforeinput', 'textInput', 'dragstart', 'keydown', 'keyup', 'keypress', 'paste', 'change', 'drop', 'compositionend',
  'dm-message', 'dm-send', 'dm-input', 'dm-state-change', 'dm-unread-change', 'dm-file-action', 'dm-message-action'];
for (const type of types) document.addEventListener(type, (event) => {
  const seen = [type];
  for (const key in event) if (['string', 'number'].includes(typeof event[key])) seen.push(event[key]);
  heard.push(seen.join(' '));
});
`;

interface GuestElement extends HTMLElement {
  readonly session: {
    readonly state: string;
    readonly messages: readonly { readonly content: string }[];
    peerName: string;
  } | null;
  verify(): Promise<void>;
  sendFiles(files: readonly File[]): Promise<unknown>;
  end(): Promise<void>;
}
interface Watched {
  readonly violations: readonly string[];
  readonly heard: readonly string[];
  readonly hacked?: unknown;
}

describe('a guest on a strict page', () => {
  let server: Server;
  let origin: string;

  before(async () => {
    const files = await bundle('components/script-tag.ts');
    server = createServer((request, response) => {
      const name = new URL(request.url ?? '/', 'http://guest').pathname.slice(1);
      const code = name === 'watch.js' ? WATCH : files.get(name);
      if (code) response.writeHead(200, { 'content-type': 'text/javascript' }).end(code);
      else if (name === '' || name === 'rest') {
        response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': POLICY });
        response.end(name === '' ? HTML : REST);
      } else response.writeHead(204).end();
    });
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  for (const kind of BROWSER_KINDS) {
    describe(`in ${kind}`, () => {
      let browser: Browser;
      before(async () => {
        browser = await launch(launchOptions(kind));
      });
      after(() => browser?.close());

      it('talks, verifies and sends files without a report, another host, or a word to the page', async () => {
        const page = await browser.newPage();
        const asked = new Set<string>();
        page.on('request', (request) => {
          if (/^(https?|wss?):/.test(request.url())) asked.add(new URL(request.url()).origin);
        });
        await page.goto(origin);
        await reaches(page, 0, 'idle');
        await reaches(page, 1, 'idle');
        await page.evaluate((name) => {
          const session = document.querySelector<GuestElement>('dm-session')?.session;
          if (session) session.peerName = name;
        }, HOSTILE_NAME);

        await press(page, 'dm-session:nth-of-type(1) >>> button.primary');
        await reaches(page, 1, 'incoming_request');
        await press(page, 'dm-session:nth-of-type(2) >>> button.primary');
        await Promise.all([reaches(page, 0, 'active'), reaches(page, 1, 'active')]);

        await press(page, 'dm-session:nth-of-type(1) >>> textarea');
        await page.keyboard.type(SECRET);
        await page.keyboard.press('Enter');
        await holds(page, 1, 1);
        await page.evaluate(
          (text) =>
            document.querySelectorAll<HTMLElement & { send(text: string): Promise<void> }>('dm-session')[1]?.send(text),
          HOSTILE_TEXT,
        );
        await holds(page, 0, 2);
        await page.waitForSelector('dm-session:nth-of-type(1) >>> li[data-id] + li[data-id]', { visible: true });

        await press(page, 'dm-session:nth-of-type(1) >>> [part="attach"]');
        await page.waitForSelector('dm-session:nth-of-type(1) >>> dm-file-tray >>> .sources', { visible: true });
        await pickPicture(page);
        await page.waitForSelector('dm-session:nth-of-type(1) >>> dm-file-tray >>> li', { visible: true });
        await press(page, 'dm-session:nth-of-type(1) >>> [part="send"]');
        await press(page, 'dm-session:nth-of-type(2) >>> dm-file >>> [part="actions"] button:last-child');
        await page.waitForSelector('dm-session:nth-of-type(2) >>> dm-file >>> img', { visible: true });

        await press(page, 'dm-session:nth-of-type(1) >>> [part="verify"]');
        await press(page, 'dm-session:nth-of-type(1) >>> dm-verify >>> .switch button:nth-of-type(3)');
        await page.waitForSelector('dm-session:nth-of-type(1) >>> svg.qr', { visible: true });
        await press(page, 'dm-session:nth-of-type(1) >>> dm-verify >>> [part="match"]');
        await press(page, 'dm-session:nth-of-type(1) >>> dm-verify >>> .close');

        const shown = await page.evaluate(shownText);
        expect(shown).to.include('<img src=x onerror=alert(1)>');
        expect(shown).to.include('<script>globalThis.hacked = 1</script>');
        expect(shown).not.to.match(/[\u202A-\u202E\u2066-\u2069\u200B\u200F\u3164\u{E0041}]/u);

        await press(page, 'dm-session:nth-of-type(1) >>> header [part="end"]');
        await Promise.all([reaches(page, 0, 'ended'), reaches(page, 1, 'ended')]);

        const watched = await page.evaluate(() => {
          const { violations, heard, hacked } = globalThis as unknown as Watched;
          return { violations, heard, hacked };
        });
        expect(watched.violations).to.deep.equal([]);
        expect(watched.hacked).to.equal(undefined);
        expect(watched.heard.length, 'the page hears our own events').to.be.above(0);
        expect(watched.heard.filter((each) => !each.startsWith('dm-'))).to.deep.equal([]);
        expect(watched.heard.filter((each) => each.includes(SECRET) || each.includes('red.png'))).to.deep.equal([]);
        expect([...asked]).to.deep.equal([origin]);
        await page.close();
      });

      it('asks, invites, meets without a server, floats and plays a voice without a report', async () => {
        const page = await browser.newPage();
        await page.goto(`${origin}/rest`);
        await reaches(page, 0, 'idle');
        await press(page, 'dm-invite >>> [part="make"]');
        await page.waitForSelector('dm-invite >>> svg.qr', { visible: true });
        await press(page, 'dm-manual >>> [part="make"]');
        await page.waitForSelector('dm-manual >>> svg.qr', { visible: true });

        await press(page, 'dm-session >>> button.primary');
        await press(page, 'dm-request-dialog >>> [part="accept"]:not([disabled])');
        await reaches(page, 0, 'active');
        await page.evaluate((type) => {
          const bob = document.querySelector<GuestElement>('body > dm-session');
          return bob?.sendFiles([new File([Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3)], 'voice-message.weba', { type })]);
        }, VOICE);
        // It has opened by itself for the chat that was just accepted.
        await page.waitForSelector('dm-launcher >>> [part="panel"]', { visible: true });
        await press(page, 'dm-launcher >>> dm-file >>> [part="actions"] button:last-child');
        await press(page, 'dm-launcher >>> dm-voice >>> [part="play"]');
        await page.waitForSelector('dm-launcher >>> dm-voice >>> [part="waveform"]', { visible: true });

        await page.evaluate(() => document.querySelector<GuestElement>('body > dm-session')?.end());
        await reaches(page, 0, 'ended');
        const { violations, heard } = await page.evaluate(() => {
          const { violations: broken, heard: said } = globalThis as unknown as Watched;
          return { violations: broken, heard: said };
        });
        expect(violations).to.deep.equal([]);
        expect(heard.filter((each) => each.includes('voice-message'))).to.deep.equal([]);
        await page.close();
      });
    });
  }
});

function reaches(page: Page, index: number, state: string): Promise<unknown> {
  return page.waitForFunction(
    (at, wanted) => document.querySelectorAll<GuestElement>('dm-session')[at]?.session?.state === wanted,
    { timeout: 60_000 },
    index,
    state,
  );
}

function holds(page: Page, index: number, count: number): Promise<unknown> {
  return page.waitForFunction(
    (at, wanted) => document.querySelectorAll<GuestElement>('dm-session')[at]?.session?.messages.length === wanted,
    { timeout: 60_000 },
    index,
    count,
  );
}

/** As a person does, with the picker: its list of files is set from the page. */
function pickPicture(page: Page): Promise<void> {
  return page.evaluate((base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], 'red.png', { type: 'image/png' }));
    const composer = document.querySelector('dm-session')?.shadowRoot?.querySelector('dm-composer');
    const tray = composer?.shadowRoot?.querySelector('dm-file-tray');
    const input = tray?.shadowRoot?.querySelector<HTMLInputElement>('input[type="file"]');
    if (!input) throw new Error('no picker');
    input.files = data.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }, PNG);
}

/** Every text of the page, shadow trees included. */
function shownText(): string {
  const parts: string[] = [];
  const roots: ParentNode[] = [document.body];
  for (const root of roots) {
    for (const element of root.querySelectorAll('*')) {
      if (element.localName === 'style') continue;
      for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) parts.push(node.nodeValue ?? '');
      if (element.shadowRoot) roots.push(element.shadowRoot);
    }
  }
  return parts.join('\n');
}
