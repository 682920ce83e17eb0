import { expect, html, oneEvent, waitUntil } from '@open-wc/testing';
import '../../components/index.js';
import type { DMComposer, DMFile, DMSessionElement } from '../../components/index.js';
import { fileOptions } from '../../components/shared/make-client.js';
import { DMError } from '../../src/errors.js';
import type { FileStatus } from '../../src/session/types.js';
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
      new FakeFile({ status: { state: 'transferring', bytes: 1_050_000, rate: 1, remaining: 90 } }),
    );
    expect(wordsOf(element)).to.match(/1\.1 MB of 2\.1 MB · 2 min left/);
    const bar = element.renderRoot.querySelector('progress');
    expect([bar?.value, bar?.max, bar?.ariaLabel]).to.deep.equal([1_050_000, 2_100_000, 'contract.pdf']);
    button(element, 'Pause').click();
    expect(file.calls).to.deep.equal(['pause']);
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
    await waitUntil(() => element.renderRoot.querySelector('img')?.complete);
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
  });
});
