/**
 * Nothing is left: after the end, however it came, neither side has a word, an id, a byte of a file or a key in its memory, its
 * document, its storage, its console, or the folder of its profile. Each search has found them there before.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { launch, type Browser } from 'puppeteer-core';
import { BROWSER_KINDS, launchOptions, type BrowserKind } from '../../scripts/browsers.mjs';
import { hex, made, marker } from '../helpers/browsers/contents.js';
import { follow, search, type Wanted } from '../helpers/browsers/memory.js';
import { PersonTab } from '../helpers/browsers/person.js';
import { startSite, type Site } from '../helpers/browsers/site.js';

const FILE_SIZE = 300_000;
/** In the address of each page, so that the search of a profile can find something. */
const HISTORY_MARK = 'a-mark-in-the-history';

/** How a conversation can end, and what each side says about it. */
const ENDINGS: readonly {
  readonly name: string;
  readonly reasons: readonly [string, string];
  readonly bring: (alice: PersonTab, bob: PersonTab) => Promise<unknown>;
}[] = [
  { name: 'an end', reasons: ['ended', 'ended'], bring: (alice) => alice.do('end') },
  { name: 'words that do not match', reasons: ['mismatch', 'mismatch'], bring: (_alice, bob) => bob.do('mismatch') },
  { name: 'a broken protocol', reasons: ['interrupted', 'protocol'], bring: (alice) => alice.do('breakProtocol') },
  {
    name: 'a connection that does not come back',
    reasons: ['interrupted', 'interrupted'],
    bring: async (alice, bob) => {
      await Promise.all([alice.do('holdServer'), bob.do('holdServer')]);
      await Promise.all([alice.do('cut'), bob.do('cut')]);
    },
  },
  { name: 'a page that the other person closes', reasons: ['peer-left', ''], bring: (_alice, bob) => bob.page.close() },
];

describe('a wipe', () => {
  let site: Site;
  let number = 0;
  const folders: string[] = [];
  const browsers: Browser[] = [];

  before(async () => {
    site = await startSite();
  });
  afterEach(async () => {
    await Promise.all(browsers.splice(0).map((browser) => browser.close().catch(() => {})));
  });
  after(async () => {
    await site.close();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  const start = async (kind: BrowserKind): Promise<{ browser: Browser; folder: string }> => {
    const folder = mkdtempSync(join(tmpdir(), 'dm-elements-wipe-'));
    folders.push(folder);
    const browser = await launch({ ...launchOptions(kind), userDataDir: folder });
    browsers.push(browser);
    return { browser, folder };
  };

  const open = async (browser: Browser, self: string, peer: string, secrets?: Set<string>): Promise<PersonTab> => {
    const page = await browser.newPage();
    if (secrets) await follow(page, (secret) => secrets.add(secret));
    const tab = new PersonTab(page);
    await tab.visit(`${site.origin}/?self=${self}&peer=${peer}&reconnect=1500&mark=${HISTORY_MARK}`);
    return tab;
  };

  /** Texts both ways, one of them typed, and a file each way. Returns what must be gone afterwards. */
  const talk = async (
    alice: PersonTab,
    bob: PersonTab,
    name: string,
  ): Promise<{ texts: string[]; draft: string; bytes: string[] }> => {
    // Without the handles of an automation to anything on the page: each would keep a part of it in memory for ever.
    await alice.do('ask');
    await bob.do('reaches', 'incoming_request');
    await bob.do('accept');
    await Promise.all([alice.do('reaches', 'active'), bob.do('reaches', 'active')]);
    const names = [`${name} of alice`, `${name} of bob`] as const;
    await Promise.all([alice.do('sendMarked', names[0], FILE_SIZE), bob.do('sendMarked', names[1], FILE_SIZE)]);
    await Promise.all([alice.do('acceptFiles', 1), bob.do('acceptFiles', 1)]);
    await Promise.all([alice.do('filesOver'), bob.do('filesOver')]);
    const draft = marker(`${name} draft`);
    await alice.do('focus');
    await alice.page.keyboard.type(draft);
    const ids = await alice.do('ids');
    return {
      draft,
      texts: [...names.flatMap((each) => [marker(each), marker(`${each} name`)]), draft, ...ids],
      bytes: names.flatMap((each) => {
        const content = made(each, FILE_SIZE);
        return [0, 70_000, FILE_SIZE - 64].map((at) => hex(content.subarray(at, at + 32)));
      }),
    };
  };

  describe('in two Chromiums', () => {
    for (const { name, reasons, bring } of ENDINGS) {
      it(`leaves nothing in memory after ${name}`, async () => {
        const secrets = new Set<string>();
        const id = ++number;
        const [{ browser: first }, { browser: second }] = await Promise.all([start('chromium'), start('chromium')]);
        const [alice, bob] = await Promise.all([
          open(first, `alice-${id}`, `bob-${id}`, secrets),
          open(second, `bob-${id}`, `alice-${id}`, secrets),
        ]);
        await Promise.all([alice.do('peerIs', true), bob.do('peerIs', true)]);
        const { texts, draft, bytes } = await talk(alice, bob, `${name} ${id}`);
        const wanted = (): Wanted => ({ texts, bytes: [...bytes, ...[...secrets].flatMap(halves)] });

        // The search finds all of it while it is there; otherwise finding nothing later would mean nothing.
        const kept = [[...secrets].at(-1)!, bytes[0]!];
        for (const { page } of [alice, bob]) {
          await page.evaluate(keep(kept));
          const before = await search(page, wanted());
          expect(before.texts).to.have.members(texts.filter((text) => page === alice.page || text !== draft));
          expect(before.bytes).to.include.members(kept.flatMap(halves));
          await page.evaluate('delete globalThis.kept');
        }

        const closed = reasons[1] === '';
        await bring(alice, bob);
        const over = (tab: PersonTab): Promise<unknown> => tab.do('over');
        await Promise.all([over(alice), ...(closed ? [] : [over(bob)])]);
        expect([...new Set(secrets)].length).to.be.above(20);
        for (const [tab, reason] of [
          [alice, reasons[0]],
          [bob, reasons[1]],
        ] as const) {
          if (reason === '') continue;
          expect(await tab.do('status')).to.include({ reason });
          expect(await search(tab.page, wanted())).to.deep.equal({ texts: [], bytes: [] });
          expect(await tab.do('says', ...texts)).to.equal(0);
          expect(await tab.do('stored')).to.deep.equal([]);
          expect(tab.complaints.filter((complaint) => !complaint.includes('/relay'))).to.deep.equal([]);
        }
      });
    }
  });

  // Every end in Chromium, whose keys can be listened to; in Firefox one.
  const profiles = BROWSER_KINDS.flatMap((kind) =>
    (kind === 'chromium' ? ENDINGS : ENDINGS.slice(0, 1)).map((ending) => ({ kind, ...ending })),
  );
  for (const { kind, name, reasons, bring } of profiles) {
    it(`leaves nothing in the folder of a profile of ${kind} after ${name}`, async () => {
      const secrets = kind === 'chromium' ? new Set<string>() : undefined;
      const id = ++number;
      const [one, other] = await Promise.all([start(kind), start(kind)]);
      const [alice, bob] = await Promise.all([
        open(one.browser, `alice-${id}`, `bob-${id}`, secrets),
        open(other.browser, `bob-${id}`, `alice-${id}`, secrets),
      ]);
      await Promise.all([alice.do('peerIs', true), bob.do('peerIs', true)]);
      const { texts, bytes } = await talk(alice, bob, `profile of ${kind} ${id}`);
      await bring(alice, bob);
      const stay = reasons[1] === '' ? [alice] : [alice, bob];
      await Promise.all(stay.map((tab) => tab.do('over')));
      await Promise.all(stay.map((tab) => tab.page.goto('about:blank')));
      await Promise.all(browsers.splice(0).map((browser) => browser.close()));
      for (const { folder } of [one, other]) {
        expect(filesWith(folder, [HISTORY_MARK], [])).not.to.be.empty;
        expect(filesWith(folder, texts, [...bytes, ...[...(secrets ?? [])].flatMap(halves)])).to.deep.equal([]);
      }
    });
  }
});

/** Makes a page keep a key and a piece of a file, as none of ours does: the search is seen to find them. */
const keep = (secrets: readonly string[]): string =>
  `globalThis.kept = ${JSON.stringify(secrets)}.map((secret) =>
    Uint8Array.from(secret.match(/../g), (letters) => parseInt(letters, 16)).slice()); 0`;

/** 32 bytes each: what is derived is often a key and the one after it, and only the second half is kept. */
const halves = (secret: string): string[] => secret.match(/.{64}|.{32,63}$/g) ?? [];

/** The files below a folder that contain any of the texts (as UTF-8 or UTF-16) or bytes. */
function filesWith(folder: string, texts: readonly string[], bytes: readonly string[]): string[] {
  const wanted = [
    ...texts.flatMap((text) => [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')]),
    ...bytes.map((each) => Buffer.from(each, 'hex')),
  ];
  return (readdirSync(folder, { recursive: true }) as string[]).filter((name) => {
    const path = join(folder, name);
    const content = statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path) : Buffer.alloc(0);
    return wanted.some((each) => content.includes(each));
  });
}
