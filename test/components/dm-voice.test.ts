import { expect, html, oneEvent, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../components/index.js';
import '../../components/dm-voice/dm-recorder.js';
import type { DMComposer, DMFile } from '../../components/index.js';
import type { DMRecorder } from '../../components/dm-voice/dm-recorder.js';
import { clock, type DMVoice } from '../../components/dm-voice/dm-voice.js';
import { Recorder } from '../../components/dm-voice/recorder.js';
import { BARS, parseVoice, voiceFormat, voiceType } from '../../components/dm-voice/voice-type.js';
import type { DMFilesEvent } from '../../components/shared/events.js';
import { button, deep, expectAccessible, place, settled } from '../helpers/elements.js';
import { FakeFile } from '../helpers/fake-file.js';
import { placeMicrophone, type FakeMicrophone } from '../helpers/microphone.js';

const TYPE = voiceType('audio/webm;codecs=opus', 3, [0.1, 0.5, 0.2]);
/** For real audio in a browser under test. */
const PATIENT = { timeout: 8_000 };

const find = ({ shadowRoot }: Element, tag: string): Element | undefined =>
  [...deep(shadowRoot!)].find(({ localName }) => localName === tag);

describe('the type of a voice message', () => {
  it('says how long and how loud it is, against its own loudest part', () => {
    const voice = parseVoice(voiceType('audio/ogg;codecs=opus', 12.4, [0, 0.05, 0.1, 0]));
    expect(voice?.type).to.equal('audio/ogg;codecs=opus');
    expect(voice?.seconds).to.equal(12);
    expect(voice?.bars.length).to.equal(BARS);
    expect([0, 10, 20, 30].map((bar) => voice?.bars[bar])).to.deep.equal([0, 8, 15, 0]);
  });

  it('fits into an offer, and survives a File', () => {
    const { type } = new File([], 'voice-message.weba', { type: voiceType('audio/webm;codecs=opus', 300, [1]) });
    expect(type.length).to.be.at.most(127);
    expect(parseVoice(type)?.bars).to.deep.equal(new Array(BARS).fill(15));
  });

  it('is nothing else: the other side may write what it likes', () => {
    const hostile = [
      '',
      'audio/webm;codecs=opus',
      TYPE.replace('audio/webm', 'text/html'),
      TYPE.replace('seconds=3', 'seconds=301'),
      TYPE.replace('seconds=3', 'seconds=0'),
      `${TYPE}0`,
      `${TYPE};seconds=4`,
      TYPE.slice(0, -1),
      `${TYPE.slice(0, -1)}"`,
    ];
    for (const type of hostile) expect(parseVoice(type), type).to.equal(null);
  });

  it('is one that the browser records', () => {
    expect(voiceFormat((type) => type === 'audio/mp4')?.extension).to.equal('m4a');
    expect(voiceFormat(() => false)).to.equal(null);
    expect(voiceFormat((type) => MediaRecorder.isTypeSupported(type))).not.to.equal(null);
  });

  it('shows times as players do', () => {
    expect([0, 7, 61, 300].map(clock)).to.deep.equal(['0:00', '0:07', '1:01', '5:00']);
  });
});

describe('<dm-file> with a voice message', () => {
  const voice = {
    name: 'voice-message.weba',
    mimeType: TYPE,
    status: { state: 'done' },
    blob: new Blob(['x']),
  } as const;
  const show = async (more: Partial<FakeFile> = {}): Promise<DMFile> => {
    const file = new FakeFile({ ...voice, ...more });
    const element = place(html`<dm-file .transfer=${file} .status=${file.status}></dm-file>`).firstElementChild;
    await settled(element!);
    return element as DMFile;
  };

  it('has a player with a waveform, without an accessibility finding', async () => {
    const element = await show();
    const player = find(element, 'dm-voice') as DMVoice;
    expect(player.renderRoot.querySelectorAll('rect').length).to.equal(BARS);
    expect(player.renderRoot.querySelector('.time')?.textContent).to.equal('0:03');
    await expectAccessible(element);
  });

  it('has none for what is not whole, was not taken, or is not what it says', async () => {
    for (const more of [
      { status: { state: 'offered' } },
      { actualType: 'text/html' },
      { risky: true },
      { mimeType: 'audio/webm' },
    ] as const) {
      const element = await show(more);
      expect(find(element, 'dm-voice')).to.equal(undefined);
    }
  });

  it('never gives a page that was sent an address under which it would run', async () => {
    const element = await show({
      name: 'page.html',
      mimeType: 'text/html',
      blob: new Blob(['<script>1</script>'], { type: 'text/html' }),
    });
    const { href } = element.renderRoot.querySelector('a')!;
    const response = await fetch(href);
    expect(response.headers.get('content-type')).to.equal('application/octet-stream');
  });
});

describe('<dm-recorder>', () => {
  let microphone: FakeMicrophone;
  let recorder: DMRecorder;

  const record = async (allowed = true): Promise<void> => {
    // No sound before the person has done something.
    await sendKeys({ press: 'a' });
    microphone = placeMicrophone(allowed);
    recorder = place(html`<dm-recorder></dm-recorder>`).firstElementChild as DMRecorder;
    await settled(recorder);
  };
  const isRecording = (): boolean => recorder.matches(':state(recording)');
  afterEach(() => microphone.remove());

  it('records, plays back and sends, and lets go of the microphone', async () => {
    await record();
    await waitUntil(() => recorder.renderRoot.querySelector('[role=timer]')?.textContent === '0:01', '', PATIENT);
    await expectAccessible(recorder);
    button(recorder, 'Stop').click();
    await waitUntil(() => find(recorder, 'dm-voice'), '', PATIENT);
    expect(microphone.tracks.map(({ readyState }) => readyState)).to.deep.equal(['ended']);
    await expectAccessible(recorder);

    const closed = oneEvent(recorder, 'close');
    const sent = oneEvent(recorder, 'dm-files');
    button(recorder, 'Send').click();
    const { files } = (await sent) as Event as DMFilesEvent;
    await closed;
    expect(files.length).to.equal(1);
    const { file } = files[0]!;
    expect(file.size).to.be.above(0);
    expect(file.name).to.match(/^voice-message\.(weba|oga|m4a)$/);
    expect(parseVoice(file.type)?.seconds).to.be.within(1, 8);

    const player = place(html`<dm-voice .recording=${file}></dm-voice>`).firstElementChild as DMVoice;
    await settled(player);
    const audio = player.renderRoot.querySelector('audio')!;
    await waitUntil(() => audio.readyState >= HTMLMediaElement.HAVE_METADATA, 'it can be played', PATIENT);
    const playing = oneEvent(audio, 'playing');
    button(player, 'Play').click();
    await playing;
    // On a machine without a sound device Firefox says so now, and is at the end.
    if (navigator.userAgent.includes('Firefox')) return;
    await waitUntil(() => player.matches(':state(playing)') && audio.currentTime > 0, 'it is playing', PATIENT);
    button(player, 'Pause').click();
    await waitUntil(() => audio.paused && !player.matches(':state(playing)'));
    const range = player.renderRoot.querySelector('input')!;
    range.focus();
    const before = audio.currentTime;
    await sendKeys({ press: 'ArrowRight' });
    await waitUntil(() => audio.currentTime > before, 'on', PATIENT);
    expect(range.getAttribute('aria-valuetext')).to.match(/^0:0[1-9] /);
    await sendKeys({ press: 'Home' });
    await waitUntil(() => audio.currentTime === 0, 'back to the beginning', PATIENT);
  });

  it('lets go of the microphone when the browser has something against the rest', async () => {
    const Context = globalThis.AudioContext;
    await sendKeys({ press: 'a' });
    microphone = placeMicrophone();
    globalThis.AudioContext = function () {
      throw new DOMException('too many', 'NotSupportedError');
    } as unknown as typeof AudioContext;
    recorder = place(html`<dm-recorder></dm-recorder>`).firstElementChild as DMRecorder;
    await waitUntil(() => recorder.renderRoot.textContent?.includes('The microphone is not available'));
    globalThis.AudioContext = Context;
    expect(microphone.tracks.map(({ readyState }) => readyState)).to.deep.equal(['ended']);
  });

  it('says when it is closed', async () => {
    microphone = placeMicrophone();
    const states: string[] = [];
    const device: Recorder = new Recorder(() => states.push(device.now.state));
    await device.start();
    device.close();
    expect(states).to.deep.equal(['recording', 'closed']);
  });

  it('throws the recording away when it leaves the page', async () => {
    await record();
    await waitUntil(isRecording, '', PATIENT);
    recorder.remove();
    expect(microphone.tracks.map(({ readyState }) => readyState)).to.deep.equal(['ended']);
  });

  it('goes on Escape, and says when there is no microphone', async () => {
    await record(false);
    await waitUntil(() => recorder.renderRoot.textContent?.includes('The microphone is not available'));
    const closed = oneEvent(recorder, 'close');
    recorder.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    await closed;
  });

  it('comes with a button of the composer, which passes the recording on and takes the focus back', async () => {
    microphone = placeMicrophone(false);
    const composer = place(html`<dm-composer placeholder="Message"></dm-composer>`).firstElementChild as DMComposer;
    await settled(composer);
    button(composer, 'Record a voice message').click();
    await waitUntil(() => composer.renderRoot.querySelector('dm-recorder'), '', PATIENT);
    const inner = composer.renderRoot.querySelector('dm-recorder')!;
    const passed = oneEvent(composer, 'dm-files');
    const { DMFilesEvent: FilesEvent } = await import('../../components/shared/events.js');
    inner.dispatchEvent(new FilesEvent([{ file: new File(['x'], 'voice-message.weba') }]));
    expect(((await passed) as Event as DMFilesEvent).files.length).to.equal(1);
    inner.dispatchEvent(new Event('close'));
    await settled(composer);
    expect(composer.renderRoot.querySelector('dm-recorder')).to.equal(null);
    expect(composer.shadowRoot?.activeElement?.localName).to.equal('textarea');
    composer.withoutFiles = true;
    await settled(composer);
    expect(() => button(composer, 'Record a voice message')).to.throw();
  });
});
