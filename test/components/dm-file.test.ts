import { aTimeout, expect, html, oneEvent, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../components/index.js';
import type { DMComposer, DMFile, DMSessionElement } from '../../components/index.js';
import { fileOptions } from '../../components/shared/make-client.js';
import { DMError } from '../../src/errors.js';
import type { FileDestination, FileStatus } from '../../src/session/types.js';
import { button, expectAccessible, place, settled, textOf, withClient, wordsOf } from '../helpers/elements.js';
import { FakeFile } from '../helpers/fake-file.js';
import { FakeClient, FakeSession } from '../helpers/fake-session.js';

/** One red pixel. */
const PNG = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=='),
  (letter) => letter.charCodeAt(0),
);

const STATES: readonly FileStatus[] = [
  { state: 'offered' },
  { state: 'transferring', bytes: 1_000_000, rate: 500_000, remaining: 2.2 },
  { state: 'paused', by: 'self', bytes: 1_000_000 },
  { state: 'paused', by: 'peer', bytes: 1_000_000 },
  { state: 'paused', by: 'link', bytes: 1_000_000 },
  { state: 'done' },
  { state: 'declined', by: 'peer', reason: 'declined' },
  { state: 'declined', by: 'self', reason: 'policy' },
  { state: 'cancelled', by: 'peer' },
  { state: 'failed', reason: 'integrity' },
  { state: 'failed', reason: 'storage' },
];

describe('<dm-file>', () => {
  let element: DMFile;

  const show = async (file: FakeFile): Promise<FakeFile> => {
    const template = html`<dm-file .transfer=${file} .status=${file.status} .peerName=${'Bob'}></dm-file>`;
    element = place(template).querySelector('dm-file') as DMFile;
    await settled(element);
    return file;
  };

  for (const direction of ['in', 'out'] as const) {
    it(`says how a file stands, and has no accessibility finding in any state (${direction})`, async () => {
      const seen = new Set<string>();
      for (const status of STATES) {
        await show(new FakeFile({ status, direction }));
        expect(element.matches(`:state(${status.state})`)).to.equal(true);
        expect(element.renderRoot.querySelectorAll('.actions button').length).to.be.at.most(2);
        seen.add(wordsOf(element));
        await expectAccessible(element);
      }
      expect(seen.size).to.equal(STATES.length);
    });
  }

  it('asks before it takes anything', async () => {
    const file = await show(new FakeFile());
    expect(wordsOf(element)).to.match(/contract\.pdf.*2\.1 MB/);
    expect(file.calls).to.deep.equal([]);
    button(element, 'Accept').click();
    button(element, 'Decline').click();
    expect(file.calls).to.deep.equal(['accept', 'decline']);
  });

  it('shows progress in numbers and as a labelled bar, which can be paused', async () => {
    const file = await show(
      new FakeFile({ status: { state: 'transferring', bytes: 1_050_000, rate: 1_240_000, remaining: 90 } }),
    );
    expect(wordsOf(element)).to.include('1.1 MB of 2.1 MB · 1.2 MB/s · 2 min left');
    const bar = element.renderRoot.querySelector('progress');
    expect([bar?.value, bar?.max, bar?.ariaLabel]).to.deep.equal([1_050_000, 2_100_000, 'contract.pdf']);
    button(element, 'Pause').click();
    expect(file.calls).to.deep.equal(['pause']);
  });

  it('says how fast it goes, also when it does not, and how many hours it takes', async () => {
    const file = await show(new FakeFile());
    for (const [speed, remaining, text] of [
      [999_000, 9_000, '999 kB/s · 2.5 hr left'],
      [0, null, '0 kB/s'],
    ] as const) {
      element.status = file.status = { state: 'transferring', bytes: 1_000_000, rate: speed, remaining };
      await settled(element);
      expect(wordsOf(element)).to.include(`1 MB of 2.1 MB · ${text}`);
    }
  });

  it('shows the folder that it comes from, as text', async () => {
    await show(new FakeFile({ folder: 'trip/day 2' }));
    expect(wordsOf(element)).to.include('trip/day 2/');
    await expectAccessible(element);
  });

  it('never turns one button into another: a second Enter cancels nothing, and the focus stays here', async () => {
    const file = await show(new FakeFile());
    const accept = button(element, 'Accept');
    const focused = (): string | undefined => element.shadowRoot?.activeElement?.textContent?.trim();
    const becomes = async (status: FileStatus): Promise<void> => {
      element.status = file.status = status;
      await settled(element);
    };
    accept.focus();
    await sendKeys({ press: 'Enter' });
    await becomes({ state: 'transferring', bytes: 1, rate: null, remaining: null });
    expect([accept.isConnected, focused()]).to.deep.equal([false, 'Pause']);
    await sendKeys({ press: 'Enter' });
    button(element, 'Cancel').click();
    expect(file.calls).to.deep.equal(['accept']);
    await aTimeout(500);
    await sendKeys({ press: 'Enter' });
    await becomes({ state: 'paused', by: 'self', bytes: 1 });
    expect([file.calls.at(-1), focused()]).to.deep.equal(['pause', 'Resume']);
    file.blob = new Blob(['x']);
    await becomes({ state: 'done' });
    expect(focused()).to.equal('Save');
    await becomes({ state: 'failed', reason: 'ended' });
    expect(element.shadowRoot?.activeElement?.classList.contains('base')).to.equal(true);
    await expectAccessible(element);
  });

  it('takes no focus that it did not have', async () => {
    const file = await show(new FakeFile());
    element.status = file.status = { state: 'transferring', bytes: 1, rate: null, remaining: null };
    await settled(element);
    expect(element.shadowRoot?.activeElement).to.equal(null);
  });

  it('asks the browser for a place for what is big; without such a dialog it goes into memory, or is refused', async () => {
    const { showSaveFilePicker } = globalThis as { showSaveFilePicker?: unknown };
    const big = { size: 100_000_000, acceptFails: new DMError('too-large', 'no room') };
    const answers: Record<string, () => Promise<FileDestination>> = {
      'a place': async () => ({ createWritable: () => Promise.reject(new Error('never asked')) }),
      AbortError: () => Promise.reject(new DOMException('closed', 'AbortError')),
      SecurityError: () => Promise.reject(new DOMException('in a frame', 'SecurityError')),
    };
    const seen: Record<string, unknown> = {};
    for (const [name, answer] of Object.entries(answers)) {
      let asked = 0;
      Object.assign(globalThis, { showSaveFilePicker: async () => (asked++, answer()) });
      const file = await show(new FakeFile(name === 'a place' ? { ...big, acceptFails: null } : big));
      button(element, 'Accept').click();
      button(element, 'Accept').click();
      await aTimeout(20);
      await settled(element);
      seen[name] = [asked, ...file.calls, wordsOf(element).includes('no room for a file of this size')];
    }
    Object.assign(globalThis, { showSaveFilePicker });
    expect(seen).to.deep.equal({
      'a place': [1, 'accept to disk', false],
      AbortError: [1, false],
      SecurityError: [1, 'accept', true],
    });
  });

  it('says that a place cannot be written to, and nothing of it at another file', async () => {
    await show(new FakeFile({ acceptFails: new DMError('bad-config', 'no') }));
    button(element, 'Accept').click();
    await waitUntil(() => wordsOf(element).includes('The file could not be saved'));
    expect(element.renderRoot.querySelector('[role=alert]')).not.to.equal(null);
    const other = new FakeFile();
    Object.assign(element, { transfer: other, status: other.status });
    await settled(element);
    expect(element.renderRoot.querySelector('[role=alert]')).to.equal(null);
  });

  it('offers a file of our own again that has failed', async () => {
    const status = { state: 'failed', reason: 'storage' } as const;
    const file = await show(new FakeFile({ direction: 'out', status, retriable: true }));
    button(element, 'Try again').click();
    expect(file.calls).to.deep.equal(['retry']);
    await expectAccessible(element);
    await show(new FakeFile({ direction: 'out', status }));
    expect(() => button(element, 'Try again')).to.throw();
  });

  it('shows no picture that would take gigabytes once it is decoded', async () => {
    const huge = PNG.slice();
    new DataView(huge.buffer).setUint32(16, 30_000);
    new DataView(huge.buffer).setUint32(20, 30_000);
    const status = { state: 'done' } as const;
    const picture = { name: 'a.png', mimeType: 'image/png', size: PNG.length, status };
    await show(new FakeFile({ ...picture, blob: new Blob([huge], { type: 'image/png' }) }));
    await aTimeout(100);
    await settled(element);
    expect(element.renderRoot.querySelector('img')).to.equal(null);
    expect(element.renderRoot.querySelector('a[download]')).not.to.equal(null);
    await show(new FakeFile({ ...picture, blob: new Blob([PNG], { type: 'image/png' }) }));
    await waitUntil(() => element.renderRoot.querySelector('img'));
  });

  it('leaves the action to a page that prevents its event', async () => {
    const file = await show(new FakeFile());
    element.addEventListener('dm-file-action', (event) => event.preventDefault());
    const acted = oneEvent(element, 'dm-file-action');
    button(element, 'Accept').click();
    expect(await acted).to.include({ id: file.id, action: 'accept' });
    expect(file.calls).to.deep.equal([]);
  });

  it('says when a file does not fit into memory here', async () => {
    await show(new FakeFile({ acceptFails: new DMError('too-large', 'no room') }));
    button(element, 'Accept').click();
    await waitUntil(() => wordsOf(element).includes('This browser has no room for a file of this size'));
    expect(wordsOf(element)).to.match(/Decline.*Accept/);
    await expectAccessible(element);
  });

  it('warns of programs, and of what is not what it says', async () => {
    await show(new FakeFile({ name: 'photo.jpg', actualType: 'application/x-elf', risky: true }));
    expect(wordsOf(element)).to.include('Opening this file can run a program');
    expect(wordsOf(element)).to.include('Its content looks like application/x-elf');
    await expectAccessible(element);
  });

  it('shows a raster image that is whole, enlarges it, and gives it to be saved', async () => {
    const blob = new Blob([PNG], { type: 'image/png' });
    const status = { state: 'done' } as const;
    await show(new FakeFile({ name: 'red.png', mimeType: 'image/png', size: PNG.length, status, blob }));
    await waitUntil(() => element.renderRoot.querySelector('img')?.complete === true);
    expect(element.renderRoot.querySelector('img')?.naturalWidth).to.equal(1);
    const link = element.renderRoot.querySelector<HTMLAnchorElement>('a[download]');
    expect([link?.download, link?.protocol]).to.deep.equal(['red.png', 'blob:']);
    button(element, 'Enlarge: red.png').click();
    expect(element.renderRoot.querySelector('dialog')?.open).to.equal(true);
    await expectAccessible(element);
    button(element, 'Close').click();
    expect(element.renderRoot.querySelector('dialog')?.open).to.equal(false);
  });

  it('shows nothing that could be more than a picture', async () => {
    const done = { status: { state: 'done' } as const, blob: new Blob(['<svg/>']), size: 6 };
    for (const file of [
      new FakeFile({ ...done, name: 'a.svg', mimeType: 'image/svg+xml' }),
      new FakeFile({ ...done, name: 'a.html', mimeType: 'text/html' }),
      new FakeFile({ ...done, name: 'a.png', mimeType: 'image/png', actualType: 'application/zip' }),
      new FakeFile({ ...done, name: 'a.png', mimeType: 'image/png', size: 20_000_000 }),
    ]) {
      await show(file);
      expect(element.renderRoot.querySelectorAll('img, dialog'), file.name).to.have.lengthOf(0);
      expect(element.renderRoot.querySelector('a[download]')).not.to.equal(null);
    }
  });

  it('gives the address of the content back when it goes', async () => {
    const blob = new Blob([PNG], { type: 'image/png' });
    await show(new FakeFile({ mimeType: 'image/png', size: PNG.length, status: { state: 'done' }, blob }));
    const href = element.renderRoot.querySelector<HTMLAnchorElement>('a[download]')?.href ?? '';
    expect((await fetch(href)).ok).to.equal(true);
    element.remove();
    const gone = await fetch(href).catch(() => null);
    expect(gone).to.equal(null);
  });
});

describe('files in a <dm-session>', () => {
  let session: FakeSession;
  let element: DMSessionElement;
  const composer = (): DMComposer => element.renderRoot.querySelector('dm-composer') as DMComposer;
  const withFile = (): DataTransfer => {
    const data = new DataTransfer();
    data.items.add(new File(['hello'], 'hello.txt'));
    return data;
  };

  /** They wait in the composer, until the person sends them. */
  const sendsOne = async (): Promise<void> => {
    await waitUntil(() => composer().files.length === 1);
    expect(session.calls).not.to.include('files 1');
    composer().submit();
    expect(session.calls).to.include('files 1');
  };

  beforeEach(async () => {
    session = new FakeSession().show({ state: 'active', since: 0 });
    ({ element } = await withClient(new FakeClient(session)));
    await waitUntil(() => composer()?.renderRoot?.querySelector('textarea'));
  });

  it('are pasted, unless there is text', async () => {
    const field = composer().renderRoot.querySelector('textarea')!;
    const paste = (data: DataTransfer): ClipboardEvent => {
      const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true, composed: true });
      // Firefox empties what a page gives to the constructor.
      Object.defineProperty(event, 'clipboardData', { value: data });
      field.dispatchEvent(event);
      return event;
    };
    const both = withFile();
    both.setData('text/plain', 'words');
    expect(paste(both).defaultPrevented).to.equal(false);
    expect(paste(withFile()).defaultPrevented).to.equal(true);
    await sendsOne();
  });

  it('are dropped anywhere on the conversation, and the page does not hear of it', async () => {
    let heard = 0;
    const listen = (): number => heard++;
    document.addEventListener('drop', listen);
    const drag = (type: string): DragEvent => {
      const event = new DragEvent(type, { dataTransfer: withFile(), bubbles: true, cancelable: true, composed: true });
      element.renderRoot.querySelector('.body')?.dispatchEvent(event);
      return event;
    };
    expect(drag('dragover').defaultPrevented).to.equal(true);
    await settled(element);
    expect(wordsOf(element)).to.include('Drop files here');
    expect(element.matches(':state(dragging)')).to.equal(true);
    drag('drop');
    await sendsOne();
    await settled(element);
    expect(element.matches(':state(dragging)')).to.equal(false);
    document.removeEventListener('drop', listen);
    expect(heard).to.equal(0);
  });

  it('are not taken where the page has said so', async () => {
    element.withoutFiles = true;
    await settled(element);
    expect(() => button(composer(), 'Attach files')).to.throw();
    const event = new DragEvent('dragover', { dataTransfer: withFile(), bubbles: true, cancelable: true });
    element.renderRoot.querySelector('.body')?.dispatchEvent(event);
    expect(event.defaultPrevented).to.equal(false);
  });

  it('are not offered where the policy allows none, and are pictures where it allows only those', async () => {
    session.files = { ...session.files, policy: 'none' };
    session.update();
    await settled(element);
    expect(() => button(composer(), 'Attach files')).to.throw();
    session.files = { ...session.files, policy: 'images' };
    session.update();
    await settled(element);
    expect(composer()).to.include({ withoutFiles: false, accept: 'image/*' });
  });

  it('keep to what the attributes say; a policy that nobody knows is the default one, and so is no size', () => {
    element.setAttribute('file-policy', 'images');
    element.setAttribute('max-file-size', '5');
    expect(fileOptions(element)).to.deep.equal({ filePolicy: 'images', maxFileSize: 5 });
    element.setAttribute('file-policy', 'everything');
    element.setAttribute('max-file-size', '0');
    expect(fileOptions(element)).to.deep.equal({ filePolicy: 'ask', maxFileSize: 4 * 1024 ** 3 });
  });

  it('are spoken of at the beginning, half-way and the end, and when the other side gives up', async () => {
    const spoken = (text: string): Promise<void> =>
      waitUntil(() => textOf(element.renderRoot).includes(text), text, { timeout: 5_000 }) as Promise<void>;
    const file = new FakeFile({ size: 100 });
    session.addFiles(file);
    for (const [bytes, text] of [
      [10, 'File: 0%'],
      [60, 'File: 50%'],
    ] as const) {
      file.status = { state: 'transferring', bytes, rate: null, remaining: null };
      session.update();
      await spoken(text);
    }
    file.status = { state: 'failed', reason: 'integrity' };
    session.update();
    await spoken('The file was damaged on its way and was discarded');
    const refused = new FakeFile({ direction: 'out', status: { state: 'declined', by: 'peer', reason: 'declined' } });
    session.addFiles(refused);
    session.update();
    await spoken('Bob did not take it');
  });

  it('stand among the messages, and what happens to them is spoken without their name', async () => {
    const file = new FakeFile();
    session.addFiles(file);
    await waitUntil(() => wordsOf(element).includes('File from Bob, 2.1 megabytes'));
    const shown = element.renderRoot.querySelector('dm-message-list')?.renderRoot.querySelector('dm-message');
    await waitUntil(() => shown?.renderRoot.querySelector('dm-file')?.shadowRoot);
    await settled(element);
    expect(wordsOf(shown!)).to.include('contract.pdf');
    await expectAccessible(element);
    file.status = { state: 'done' };
    session.update();
    await waitUntil(() => wordsOf(element).includes('File complete'), 'spoken', { timeout: 4_000 });
    expect(shown?.renderRoot.querySelector('dm-file')?.matches(':state(done)')).to.equal(true);
  });

  it('that are refused are spoken of, and tell the page a code', async () => {
    session.sendFiles = async () => {
      throw new DMError('too-large', 'too large');
    };
    const failed = oneEvent(element, 'dm-error');
    await composer().attach([new File(['hello'], 'hello.txt')]);
    composer().submit();
    expect(await failed).to.have.property('code', 'too-large');
    await waitUntil(() => textOf(element.renderRoot).includes('The file is too large'));
    await waitUntil(() => composer().files.length === 1, 'what was refused waits again');
    const tray = composer().renderRoot.querySelector('dm-file-tray')!;
    await waitUntil(() => wordsOf(tray).includes('The file is too large'), 'and says why');
  });

  it('that are refused say why in the right words', async () => {
    for (const [code, text] of [
      ['queue-full', 'No more files can be sent in this chat'],
      ['forbidden', 'Files of this kind are not allowed here'],
      ['ended', 'Message not sent'],
    ] as const) {
      session.sendFiles = async () => {
        throw new DMError(code, 'no');
      };
      composer().files = [];
      await composer().attach([new File(['hello'], 'hello.txt')]);
      composer().submit();
      const tray = composer().renderRoot.querySelector('dm-file-tray')!;
      await waitUntil(() => wordsOf(tray).includes(text), code);
      expect(textOf(element.renderRoot)).to.include(text);
    }
  });
});
