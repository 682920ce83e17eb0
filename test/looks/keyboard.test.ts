/** A chat from the request to its end with nothing but keys, in real browsers. */
import { expect } from 'chai';
import type { Page } from 'puppeteer-core';
import { launchPair, type BrowserPair, type Meeting } from '../helpers/browsers/pair.js';
import type { PersonTab } from '../helpers/browsers/person.js';

const PAIRS = [
  ['chromium', 'firefox'],
  ['firefox', 'chromium'],
] as const;
/** More stops than a page of ours has. */
const MAX_STOPS = 30;

describe('with the keyboard alone', () => {
  for (const [kindOfAlice, kindOfBob] of PAIRS) {
    describe(`${kindOfAlice} and ${kindOfBob}`, () => {
      let pair: BrowserPair;
      let meeting: Meeting;

      before(async () => {
        pair = await launchPair(kindOfAlice, kindOfBob);
      });
      beforeEach(async () => {
        meeting = await pair.meet({ bob: { dialog: true } });
      });
      afterEach(() => meeting?.close());
      after(() => pair?.close());

      it('two people ask, accept, write, answer, react, verify and end', async () => {
        const { alice, bob, ids } = meeting;
        await press(alice, `Ask ${ids.bob}`);
        await bob.do('reaches', 'incoming_request');
        // The question has the focus: Enter answers nothing, and the answers wait a moment.
        await focusIs(bob.page, 'H2', '');
        await bob.page.keyboard.press('Enter');
        expect((await bob.do('status')).state).to.equal('incoming_request');
        await bob.page.waitForSelector('dm-request-dialog >>> [part="accept"]:not([disabled])', { visible: true });
        await press(bob, 'Accept');
        await Promise.all([alice.do('reaches', 'active'), bob.do('reaches', 'active')]);

        // Whoever asked, and whoever said yes, goes on writing without another key.
        await focusIs(alice.page, 'TEXTAREA', '');
        await alice.page.keyboard.type('hello');
        await alice.page.keyboard.press('Enter');
        expect(await bob.do('received', 1)).to.deep.equal(['hello']);
        await focusIs(bob.page, 'TEXTAREA', '');
        await bob.page.keyboard.type('two');
        await bob.page.keyboard.down('Shift');
        await bob.page.keyboard.press('Enter');
        await bob.page.keyboard.up('Shift');
        await bob.page.keyboard.type('lines');
        await bob.page.keyboard.press('Enter');
        expect(await alice.do('received', 1)).to.deep.equal(['two\nlines']);

        // Up from the empty field to the last message, into its toolbar, and to "Reply".
        await alice.page.keyboard.press('ArrowUp');
        await focusIs(alice.page, 'LI', '');
        await alice.page.keyboard.press('Enter');
        await focusIs(alice.page, 'BUTTON', 'React');
        await alice.page.keyboard.press('ArrowRight');
        await focusIs(alice.page, 'BUTTON', 'Reply');
        await alice.page.keyboard.press('Enter');
        await focusIs(alice.page, 'TEXTAREA', '');
        await alice.page.keyboard.type('an answer');
        await alice.page.keyboard.press('Enter');
        expect(await bob.do('received', 2)).to.deep.equal(['hello', 'an answer']);

        await bob.page.keyboard.press('ArrowUp');
        await focusIs(bob.page, 'LI', '');
        await bob.page.keyboard.press('Enter');
        await focusIs(bob.page, 'BUTTON', 'React');
        await bob.page.keyboard.press('Enter');
        await focusIs(bob.page, 'BUTTON', '👍');
        await bob.page.keyboard.press('Enter');
        await alice.page.waitForSelector('dm-session >>> [part="reactions"][aria-label^="👍"]', { visible: true });
        // Escape leads back to where one writes.
        await focusIs(bob.page, 'LI', '');
        await bob.page.keyboard.press('Escape');
        await focusIs(bob.page, 'TEXTAREA', '');

        for (const person of [alice, bob]) {
          await press(person, 'Verify', 'back');
          await focusIs(person.page, 'H2', '');
          // Escape is no answer, and leads back to the button.
          await person.page.keyboard.press('Escape');
          await focusIs(person.page, 'BUTTON', 'Verify');
          await person.page.keyboard.press('Enter');
          await focusIs(person.page, 'H2', '');
          await press(person, 'They match');
        }
        // The button "Verify", which had the focus before the dialog, is gone by now.
        for (const person of [alice, bob]) {
          await press(person, 'Done');
          await focusIs(person.page, 'TEXTAREA', '');
        }

        await press(alice, 'End and erase', 'back');
        await Promise.all([alice.do('reaches', 'ended'), bob.do('reaches', 'ended')]);
        await focusIs(alice.page, 'H2', '');
        await press(alice, 'New chat');
        await bob.do('reaches', 'incoming_request');
      });
    });
  }
});

/** Tab until the button has the focus, or Shift+Tab, then Enter. */
async function press({ page }: PersonTab, name: string, direction: 'on' | 'back' = 'on'): Promise<void> {
  await tabTo(page, 'BUTTON', name, direction);
  await page.keyboard.press('Enter');
}

/** Never beyond an end of the page: there is the browser's own bar, which no key of a test leads out of. */
async function tabTo(page: Page, tag: string, name: string, direction: 'on' | 'back'): Promise<void> {
  const passed: string[] = [];
  for (let stop = 0; stop < MAX_STOPS; stop++) {
    const focus = await focused(page);
    if (focus.tag === tag && focus.name.includes(name)) return;
    passed.push(`${focus.tag} ${focus.name}`);
    if (direction === 'back') await page.keyboard.down('Shift');
    await page.keyboard.press('Tab');
    if (direction === 'back') await page.keyboard.up('Shift');
  }
  throw new Error(`no Tab led to ${tag} "${name}", only to ${[...new Set(passed)].join(', ')}`);
}

/** Waits until the focus is there by itself. */
async function focusIs(page: Page, tag: string, name: string): Promise<void> {
  await page
    .waitForFunction(
      (wantedTag, wantedName) => {
        let active = document.activeElement;
        while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
        const label = active?.ariaLabel ?? active?.textContent ?? '';
        return active?.tagName === wantedTag && label.includes(wantedName);
      },
      { polling: 'raf', timeout: 60_000 },
      tag,
      name,
    )
    .catch(async () => {
      throw new Error(`the focus is not on ${tag} "${name}" but on ${JSON.stringify(await focused(page))}`);
    });
}

function focused(page: Page): Promise<{ tag: string; name: string }> {
  return page.evaluate(() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return { tag: active?.tagName ?? '', name: (active?.ariaLabel ?? active?.textContent ?? '').trim() };
  });
}
