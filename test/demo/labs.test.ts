/** The labs, with the buttons that a visitor presses. */
import { expect } from 'chai';
import type { Page } from 'puppeteer-core';
import { press } from '../helpers/browsers/press.js';
import { PATIENCE, talk } from '../recipes/talk.js';
import { demoSite, inside, says, text } from './site.js';

const ASKERS = ['carol', 'dave', 'erin', 'mallory'] as const;
/** Bytes a second of the slow line of the lab with files. */
const SLOW = 1_500_000;

describe('the lab with somebody in the middle', () => {
  const site = demoSite();

  /** The seven words that somebody has on the screen. */
  async function compares(page: Page, who: string): Promise<string> {
    await press(page, `#${who} dm-session >>> [part="verify"]`);
    await page.waitForSelector(`#${who} dm-session >>> [part="match"]`, { visible: true });
    const words = await page.$$eval(`#${who} dm-session >>> [part="word"]`, (all) =>
      all.map((each) => each.textContent),
    );
    expect(words).to.have.length(7);
    return words.join(', ');
  }

  /** The words that were read out on the phone. */
  const heard = (page: Page): Promise<readonly string[]> =>
    page.$$eval('#read p', (lines) => lines.map(({ textContent }) => textContent?.split(': ')[1] ?? ''));

  it('lets a person unmask her: what is said is overheard, the words differ, and the button that says so ends it', async () => {
    const page = await site.open('labs/verify');
    const [alice, bob] = [inside(page, 'alice'), inside(page, 'bob')];
    await talk(alice, bob);
    expect(await text(page, '#overheard'))
      .to.include('alice: from alice')
      .and.to.include('bob: from bob');
    await press(page, '#read-out');
    const [hers, his] = await heard(page);
    const onScreen = await compares(page, 'alice');
    expect(onScreen).to.equal(hers);
    expect(onScreen).to.not.equal(his);
    await press(page, '#alice dm-session >>> [part="mismatch"]');
    await says(page, '#verdict', 'Unmasked');
    await Promise.all([alice.reaches('failed'), bob.reaches('ended')]);
    const left = await page.$$eval('#alice dm-session, #bob dm-session', (sessions) =>
      sessions.map(({ session }) => session?.messages.length),
    );
    expect(left, 'what is left of it').to.deep.equal([0, 0]);
  });

  it('shows that pressing the wrong button leaves her there', async () => {
    const page = await site.open('labs/verify');
    await talk(inside(page, 'alice'), inside(page, 'bob'));
    await compares(page, 'alice');
    await press(page, '#alice dm-session >>> [part="match"]');
    await says(page, '#verdict', 'They differ, and Mallory goes on reading.');
    await inside(page, 'alice').sends('one more secret');
    await says(page, '#overheard', 'alice: one more secret');
  });

  it('shows that nobody hears them, and that the words agree, when she is not there', async () => {
    const page = await site.open('labs/verify');
    await page.waitForSelector('#alice dm-session');
    await press(page, '#mallory');
    await talk(inside(page, 'alice'), inside(page, 'bob'));
    expect(await text(page, '#overheard')).to.equal('');
    expect(await text(page, '#passed'))
      .to.match(/alice → bob: request[\s\S]*bob → alice: accept/)
      .and.not.include('from ');
    await press(page, '#read-out');
    const [, his] = await heard(page);
    expect(await compares(page, 'alice')).to.equal(his);
    await press(page, '#alice dm-session >>> [part="match"]');
    // One dialog is in front of both windows; closing it takes nothing back.
    await page.keyboard.press('Escape');
    await compares(page, 'bob');
    await press(page, '#bob dm-session >>> [part="match"]');
    await says(page, '#verdict', 'Verified');
  });
});

describe('the lab with requests', () => {
  const site = demoSite();

  it('lets several people ask at once; who is declined learns it, who is blocked or left waiting learns nothing', async () => {
    const page = await site.open('labs/requests');
    const askers = ASKERS.map((id) => inside(page, id));
    await Promise.all(askers.map((asker) => asker.reaches('idle')));
    await Promise.all(askers.map((asker) => asker.signsOn()));
    await press(page, '#all');
    await Promise.all(askers.map((asker) => asker.reaches('requesting')));

    const asked = (): Promise<string> => page.$eval('#you dm-request-dialog', ({ request }) => request?.peer ?? '');
    /** Whoever is asked about now gets this answer. */
    const answers = async (part: 'accept' | 'decline' | 'block'): Promise<string> => {
      // Its buttons do nothing in the first moment, so that nobody answers by accident.
      const button = `#you dm-request-dialog >>> [part~="${part}"]:not([disabled])`;
      await page.waitForSelector(button, { visible: true });
      const who = await asked();
      await press(page, button);
      await page.waitForFunction(
        (before) =>
          document.querySelector('#you dm-request-dialog')!.matches(':not(:state(open))') ||
          document.querySelector<HTMLElementTagNameMap['dm-request-dialog']>('#you dm-request-dialog')!.request
            ?.peer !== before,
        PATIENCE,
        who,
      );
      return who;
    };
    // One is asked about, the others wait.
    await page.waitForFunction(
      (others) =>
        document.querySelector<HTMLElementTagNameMap['dm-request-dialog']>('#you dm-request-dialog')!.queue === others,
      PATIENCE,
      ASKERS.length - 1,
    );
    const declined = await answers('decline');
    const blocked = await answers('block');
    // Escape is "not now".
    await page.waitForSelector('#you dm-request-dialog >>> [part~="accept"]:not([disabled])', { visible: true });
    const later = await asked();
    await page.keyboard.press('Escape');
    await page.waitForFunction(
      (before) =>
        document.querySelector<HTMLElementTagNameMap['dm-request-dialog']>('#you dm-request-dialog')!.request?.peer !==
        before,
      PATIENCE,
      later,
    );
    const accepted = await answers('accept');
    expect([declined, blocked, later, accepted].sort()).to.deep.equal([...ASKERS].sort());

    await Promise.all([inside(page, declined).reaches('ended'), inside(page, accepted).reaches('active')]);
    const shown = (who: string): Promise<string> =>
      page.$eval(
        `#${who} dm-session`,
        (element) =>
          `${element.session?.state ?? ''}: ${(element.shadowRoot?.textContent ?? '').replaceAll(/\s+/g, ' ')}`,
      );
    const [toBlocked, toLater] = [await shown(blocked), await shown(later)];
    expect(toBlocked).to.match(/^requesting: /);
    expect(toBlocked.replaceAll(/\d+/g, ''), 'the same for both').to.equal(toLater.replaceAll(/\d+/g, ''));

    await page.waitForSelector('dm-launcher:state(open)');
    await inside(page, accepted).sends('thank you');
    await page.waitForFunction(
      () =>
        [
          ...(document.querySelector<HTMLElementTagNameMap['dm-provider']>('#you')?.client?.sessions.values() ?? []),
        ].some(({ messages }) => messages.some(({ content }) => content === 'thank you')),
      PATIENCE,
    );
  });

  it('shows names of strangers so that they cannot play tricks', async () => {
    const page = await site.open('labs/requests');
    const mallory = inside(page, 'mallory');
    await mallory.reaches('idle');
    await mallory.signsOn();
    await mallory.does('request');
    await page.waitForSelector('#you dm-request-dialog >>> [part~="title"]', { visible: true });
    const shown = await page.$eval('#you dm-request-dialog', ({ shadowRoot }) => shadowRoot?.textContent ?? '');
    expect(shown).to.include('mallory').and.to.not.include('\u202E');
  });
});

describe('the lab with files', () => {
  const site = demoSite();

  async function open(policy = ''): Promise<Page> {
    const page = await site.open('labs/files');
    await both(page);
    if (policy) {
      const before = await page.$('#bob dm-session');
      await page.select('#policy', policy);
      // Everybody takes a new seat.
      await page.waitForFunction((old) => !old?.isConnected, PATIENCE, before);
      await both(page);
    }
    return page;
  }

  const both = async (page: Page): Promise<void> => {
    await Promise.all(['alice', 'bob'].map((who) => inside(page, who).reaches('active')));
  };
  /** The states of all files, as somebody sees them. */
  const states = (page: Page, who: string): Promise<readonly string[]> =>
    page.$eval(`#${who} dm-session`, (element) =>
      (element.session?.files.list ?? []).map(({ name, status }) =>
        [name, status.state, 'reason' in status ? status.reason : ''].join(' ').trim(),
      ),
    );
  const reach = (page: Page, who: string, wanted: readonly string[]): Promise<unknown> =>
    page
      .waitForFunction(
        (id, list) => {
          const session = document.querySelector<HTMLElementTagNameMap['dm-session']>(`#${id} dm-session`)?.session;
          const found = session?.files.list.map(({ name, status }) =>
            [name, status.state, 'reason' in status ? status.reason : ''].join(' ').trim(),
          );
          return JSON.stringify(found) === JSON.stringify(list);
        },
        { ...PATIENCE, timeout: 60_000 },
        who,
        wanted,
      )
      .catch(async () => expect(await states(page, who)).to.deep.equal(wanted));
  const send = (page: Page, kind: string): Promise<void> => press(page, `[data-send="${kind}"]`);
  /** Of one of the files shown to somebody. Not by the mouse: with each file that is through, the list moves. */
  const pressFile = async (page: Page, who: string, words: string, file: string): Promise<void> => {
    // Asked about visibility, puppeteer looks in each frame; without, it waits for changes outside of shadow roots.
    await page.waitForSelector(`#${who} dm-session >>> dm-file`, { visible: true });
    for (const shown of await page.$$(`#${who} dm-session >>> dm-file`)) {
      if ((await shown.evaluate((element) => element.transfer?.name)) !== file) continue;
      const button = await shown.waitForSelector(`>>> [part="actions"] button::-p-text(${words})`, { visible: true });
      await button!.evaluate((element) => element.click());
      return;
    }
    throw new Error(`${who} is shown no ${file}`);
  };
  /** How many have come, and how many come in a second. */
  const progress = (page: Page, who: string): Promise<readonly [bytes: number, rate: number]> =>
    page.$eval(`#${who} dm-session`, (element): [number, number] => {
      const { status } = element.session!.files.list[0]!;
      return ['bytes' in status ? status.bytes : 0, 'rate' in status ? (status.rate ?? 0) : 0];
    });

  it('sends files of every kind, of which nothing moves before Bob has said yes', async () => {
    const page = await open();
    const kinds = ['small', 'picture', 'program', 'liar'];
    for (const kind of kinds) await send(page, kind);
    const names = ['note.txt', 'sunset.png', 'setup.exe', 'holiday.jpg'];
    await reach(
      page,
      'bob',
      names.map((name) => `${name} offered`),
    );
    for (const [at, name] of names.entries()) {
      await pressFile(page, 'bob', 'Accept', name);
      await page.waitForFunction(
        (count) =>
          document
            .querySelector<HTMLElementTagNameMap['dm-session']>('#bob dm-session')
            ?.session?.files.list.filter(({ status }) => status.state === 'offered').length === count,
        PATIENCE,
        names.length - at - 1,
      );
    }
    for (const who of ['alice', 'bob'])
      await reach(
        page,
        who,
        names.map((name) => `${name} done`),
      );
    const warned = await page.$eval('#bob dm-session', (element) =>
      element.session!.files.list.filter(({ risky, actualType }) => risky || actualType).map(({ name }) => name),
    );
    expect(warned).to.deep.equal(['setup.exe', 'holiday.jpg']);
  });

  it('has a slow line, on which a file is paused and resumed by buttons while the chat goes on', async () => {
    const page = await open();
    await send(page, 'large');
    await pressFile(page, 'bob', 'Accept', 'recording.bin');
    await page.waitForFunction(() => {
      const [file] =
        document.querySelector<HTMLElementTagNameMap['dm-session']>('#bob dm-session')!.session!.files.list;
      return file?.status.state === 'transferring' && file.status.bytes > 1_000_000 && file.status.rate;
    }, PATIENCE);
    expect((await progress(page, 'bob'))[1]).to.be.within(1, SLOW * 1.3);

    await pressFile(page, 'alice', 'Pause', 'recording.bin');
    for (const who of ['alice', 'bob']) await reach(page, who, ['recording.bin paused']);
    await inside(page, 'alice').sends('meanwhile');
    await inside(page, 'bob').hears('meanwhile');
    const [paused] = await progress(page, 'bob');
    await inside(page, 'bob').sends('and back');
    await inside(page, 'alice').hears('and back');
    expect(paused).to.be.within(1, 29_999_999);
    // What was under way arrives, and no more.
    expect((await progress(page, 'bob'))[0]).to.be.within(paused, paused + 1_000_000);

    // A button that has just taken the place of another one takes no click, which may be the second half of a double click.
    await page.$eval('#alice dm-session >>> dm-file', async (element) => {
      while (element.transfer?.status.state === 'paused') {
        for (const button of element.shadowRoot!.querySelectorAll<HTMLElement>('[part="actions"] button')) {
          if (button.textContent?.includes('Resume')) button.click();
        }
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    });
    await reach(page, 'bob', ['recording.bin transferring']);
    // The rest of it without the wait.
    await press(page, '#slow');
    for (const who of ['alice', 'bob']) await reach(page, who, ['recording.bin done']);
  });

  it('lets Bob take images only, or nothing', async () => {
    const page = await open('images');
    for (const kind of ['small', 'picture', 'program']) await send(page, kind);
    await reach(page, 'alice', ['note.txt declined policy', 'sunset.png offered', 'setup.exe declined policy']);
    // He sees what was offered, and was asked about the picture alone.
    const offered = ['note.txt declined policy', 'sunset.png offered', 'setup.exe declined policy'];
    expect(await states(page, 'bob')).to.deep.equal(offered);
    const buttons = await page.$$('#bob dm-session >>> [part="actions"] button::-p-text(Accept)');
    expect(buttons).to.have.length(1);
    await pressFile(page, 'bob', 'Accept', 'sunset.png');
    await reach(page, 'bob', ['note.txt declined policy', 'sunset.png done', 'setup.exe declined policy']);
    await page.close();

    const closed = await open('none');
    await send(closed, 'picture');
    await reach(closed, 'alice', ['sunset.png declined policy']);
    expect(await states(closed, 'bob')).to.deep.equal(['sunset.png declined policy']);
    expect(await closed.$('#bob dm-session >>> [part="actions"] button')).to.equal(null);
  });
});
