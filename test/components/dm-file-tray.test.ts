import { expect, html, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../components/dm-composer/dm-composer.js';
import '../../components/dm-file-tray/dm-file-tray.js';
import type { DMComposer } from '../../components/dm-composer/dm-composer.js';
import { filesIn, type DMFileTray } from '../../components/dm-file-tray/dm-file-tray.js';
import type { DMFilesEvent } from '../../components/shared/events.js';
import { button, expectAccessible, place, settled, wordsOf } from '../helpers/elements.js';

const file = (name: string, path = ''): File => {
  const made = new File(['12345'], name);
  if (path) Object.defineProperty(made, 'webkitRelativePath', { value: path });
  return made;
};

/** What a dropped folder looks like; a reader gives its entries in portions. */
const folder = (name: string, ...inside: FileSystemEntry[]): FileSystemEntry => {
  const portions = [...inside.map((each) => [each]), []];
  const createReader = (): unknown => ({
    readEntries: (resolve: (entries: FileSystemEntry[]) => void) => resolve(portions.shift() ?? []),
  });
  return { name, isFile: false, isDirectory: true, createReader } as unknown as FileSystemEntry;
};
const entry = (name: string): FileSystemEntry =>
  ({ name, isFile: true, file: (resolve: (made: File) => void) => resolve(file(name)) }) as unknown as FileSystemEntry;

describe('files that wait in a <dm-composer>', () => {
  let composer: DMComposer;
  let sent: string[];
  const tray = (): DMFileTray => composer.renderRoot.querySelector('dm-file-tray') as DMFileTray;
  const field = (): HTMLTextAreaElement => composer.renderRoot.querySelector('textarea') as HTMLTextAreaElement;
  const focused = (): string | null | undefined => tray().shadowRoot?.activeElement?.getAttribute('aria-label');
  const attach = async (...names: string[]): Promise<void> => {
    await composer.attach(names.map((name) => file(name)));
    await settled(tray());
  };

  beforeEach(async () => {
    sent = [];
    const container = place(html`
      <dm-composer
        placeholder="Message Bob"
        @dm-send=${() => sent.push(composer.value)}
        @dm-files=${({ files }: DMFilesEvent) => sent.push(...files.map((each) => each.file.name))}
      ></dm-composer>
    `);
    composer = container.querySelector('dm-composer') as DMComposer;
    await settled(composer);
  });

  it('are shown with name and size, are not sent yet, and go with Send', async () => {
    await attach('plan.pdf', 'map.png');
    expect(wordsOf(tray())).to.match(/plan\.pdf.*5 bytes.*map\.png.*5 bytes/);
    expect(sent).to.deep.equal([]);
    expect(composer.matches(':state(empty)')).to.equal(false);
    await expectAccessible(composer);
    button(composer, 'Send').click();
    expect(sent).to.deep.equal(['plan.pdf', 'map.png']);
    await settled(composer);
    expect([composer.files.length, tray().renderRoot.querySelectorAll('li').length]).to.deep.equal([0, 0]);
    expect(button(composer, 'Send').disabled).to.equal(true);
  });

  it('go with Enter, after the words that were written with them', async () => {
    await attach('plan.pdf');
    composer.focus();
    await sendKeys({ type: 'here it is' });
    await sendKeys({ press: 'Enter' });
    expect(sent).to.deep.equal(['here it is', 'plan.pdf']);
  });

  it('wait on while the words are too many, or the page prevents it', async () => {
    await attach('plan.pdf');
    composer.value = 'too long';
    composer.maxLength = 3;
    expect(composer.submit()).to.equal(false);
    composer.maxLength = 30;
    composer.addEventListener('dm-send', (event) => event.preventDefault());
    expect(composer.submit()).to.equal(false);
    expect(composer.files.length).to.equal(1);
  });

  it('are taken away with Delete or the button; the focus goes to the neighbour, and from the last to the field', async () => {
    await attach('a.txt', 'b.txt', 'c.txt');
    button(tray(), 'Remove b.txt').focus();
    await sendKeys({ press: 'Delete' });
    await waitUntil(() => focused() === 'Remove c.txt');
    button(tray(), 'Remove c.txt').click();
    await waitUntil(() => focused() === 'Remove a.txt');
    expect(composer.files.map((each) => each.file.name)).to.deep.equal(['a.txt']);
    await sendKeys({ press: 'Delete' });
    await waitUntil(() => composer.shadowRoot?.activeElement === field());
    expect(composer.files).to.deep.equal([]);
  });

  it('are spoken of in one sentence, however many came at once', async () => {
    await attach('a.txt', 'b.txt', 'c.txt');
    const spoken = (): string => tray().renderRoot.querySelector('[role="status"]')?.textContent ?? '';
    await waitUntil(() => spoken() === 'Files to send: 3');
    button(tray(), 'Remove b.txt').click();
    await waitUntil(() => spoken() === 'Files to send: 2', 'spoken', { timeout: 5_000 });
  });

  it('come from the picker, or from a folder with its paths', async () => {
    button(composer, 'Attach files').click();
    await settled(composer);
    await settled(tray());
    expect(button(composer, 'Attach files').ariaExpanded).to.equal('true');
    await waitUntil(() => tray().shadowRoot?.activeElement?.textContent?.trim() === 'Files');
    await expectAccessible(composer);
    const [files, inFolder] = tray().renderRoot.querySelectorAll<HTMLInputElement>('input[type="file"]');
    expect([files?.multiple, files?.webkitdirectory, inFolder?.webkitdirectory]).to.deep.equal([true, false, true]);
    let opened = 0;
    files?.addEventListener('click', (event) => {
      event.preventDefault();
      opened++;
    });
    button(tray(), 'Files').click();
    expect(opened).to.equal(1);
    const data = new DataTransfer();
    data.items.add(file('hello.txt'));
    files!.files = data.files;
    files?.dispatchEvent(new Event('change'));
    await waitUntil(() => composer.files.length === 1);
    expect(files?.value).to.equal('');
    await waitUntil(() => composer.shadowRoot?.activeElement === field());
    expect(tray().renderRoot.querySelectorAll('.sources').length).to.equal(0);
  });

  it('leave the choice of where they come from with Escape', async () => {
    button(composer, 'Attach files').click();
    await waitUntil(() => tray()?.shadowRoot?.activeElement);
    await sendKeys({ press: 'Escape' });
    await waitUntil(() => composer.shadowRoot?.activeElement === field());
    expect(button(composer, 'Attach files').ariaExpanded).to.equal('false');
  });

  it('keep the folder that they were in, dropped or picked', async () => {
    const dropped = folder('trip', entry('a.jpg'), folder('day 2', entry('b.jpg')));
    const files = await filesIn([
      dropped,
      file('c.jpg', 'album/c.jpg'),
      file('d.jpg'),
      { file: file('e'), folder: 'x' },
    ]);
    expect(files.map((each) => [each.folder ?? '', each.file.name].join('/'))).to.deep.equal([
      'trip/a.jpg',
      'trip/day 2/b.jpg',
      'album/c.jpg',
      '/d.jpg',
      'x/e',
    ]);
    await composer.attach(files);
    await settled(tray());
    expect(wordsOf(tray())).to.include('trip/day 2/b.jpg');
  });

  it('are no more than one can look at, out of a folder that holds a disk', async () => {
    const some = (count: number): FileSystemEntry[] => Array.from({ length: count }, (_, index) => entry(`${index}`));
    const most = await filesIn([folder('disk', ...some(200))]);
    await composer.attach(most);
    await settled(tray());
    expect([most.length, wordsOf(tray()).includes('200 files at once')]).to.deep.equal([200, false]);
    composer.files = [];
    await composer.attach([folder('disk', folder('deep', ...some(150)), ...some(150)), file('more.txt')]);
    await settled(tray());
    const cut = 'No more than 200 files at once: the rest was left out';
    expect([composer.files.length, wordsOf(tray()).includes(cut)]).to.deep.equal([200, true]);
    const spoken = (): string => tray().renderRoot.querySelector('[role="status"]')?.textContent ?? '';
    await waitUntil(() => spoken().includes(cut), 'spoken', { timeout: 5_000 });
    await expectAccessible(composer);
  });

  it('come back whole when they were refused', async () => {
    const many = Array.from({ length: 250 }, (_, index) => ({ file: file(`${index}`) }));
    expect((await filesIn(many)).length).to.equal(250);
  });

  it('come from the camera where there are fingers, and nowhere else', async () => {
    const { matchMedia } = globalThis;
    for (const coarse of [true, false]) {
      globalThis.matchMedia = (query) => ({ matches: query.includes('coarse') && coarse }) as MediaQueryList;
      const element = place(html`<dm-file-tray choosing></dm-file-tray>`).firstElementChild as DMFileTray;
      await settled(element);
      globalThis.matchMedia = matchMedia;
      const input = element.renderRoot.querySelector<HTMLInputElement>('input[capture]');
      expect([input?.accept, input?.getAttribute('capture')]).to.deep.equal(
        coarse ? ['image/*,video/*', 'environment'] : [undefined, undefined],
      );
      if (coarse) expect(button(element, 'Camera').nextElementSibling).to.equal(input);
      else expect(() => button(element, 'Camera')).to.throw();
    }
  });

  it('are gone through with the arrow keys, and the way follows the direction of writing', async () => {
    await attach('a', 'b', 'c');
    button(tray(), 'Remove a').focus();
    for (const [key, at] of [
      ['ArrowRight', 'b'],
      ['ArrowDown', 'c'],
      ['ArrowRight', 'c'],
      ['ArrowLeft', 'b'],
      ['ArrowUp', 'a'],
      ['ArrowLeft', 'a'],
    ] as const) {
      await sendKeys({ press: key });
      expect(focused(), key).to.equal(`Remove ${at}`);
    }
    composer.dir = 'rtl';
    await sendKeys({ press: 'ArrowLeft' });
    expect(focused()).to.equal('Remove b');
    expect(composer.files).to.have.lengthOf(3);
  });
});
