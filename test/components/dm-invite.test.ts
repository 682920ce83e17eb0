import { expect, html, oneEvent, waitUntil } from '@open-wc/testing';
import '../../components/index.js';
import type { DMInvite } from '../../components/index.js';
import type { Invite } from '../../src/session/invites.js';
import { inviteUrl } from '../../src/wire/invite.js';
import { qrModules, readQr } from '../../src/wire/qr.js';
import { placeCamera, type FakeCamera } from '../helpers/camera.js';
import { button, expectAccessible, place, settled, wordsOf } from '../helpers/elements.js';
import { FakeClient, type FakeSession } from '../helpers/fake-session.js';

const URL_OF_BOB = inviteUrl('https://site.example/chat', { secret: new Uint8Array(32).fill(7), inviter: 'bob' });

class InvitingClient extends FakeClient {
  revoked = 0;
  lifetime = 60_000;
  readonly opened: (string | undefined)[] = [];
  fails = false;

  override async createInvite(): Promise<Invite> {
    return {
      url: URL_OF_BOB,
      qr: () => qrModules(URL_OF_BOB),
      expiresAt: Date.now() + this.lifetime,
      revoke: () => {
        this.revoked++;
      },
    };
  }
  override async openInvite(link?: string): Promise<FakeSession> {
    this.opened.push(link);
    if (this.fails) throw new Error('no such invite');
    return this.session('bob');
  }
}

describe('<dm-invite>', () => {
  let client: InvitingClient;
  let invite: DMInvite;
  let camera: FakeCamera | null = null;

  const show = async (): Promise<void> => {
    const template = html`<dm-provider .client=${client}><dm-invite></dm-invite></dm-provider>`;
    invite = place(template).querySelector('dm-invite') as DMInvite;
    await settled(invite);
  };
  const make = async (): Promise<void> => {
    button(invite, 'Make a link').click();
    await waitUntil(() => invite.matches(':state(made)'));
    await settled(invite);
  };

  beforeEach(async () => {
    client = new InvitingClient();
    await show();
  });
  afterEach(() => {
    camera?.remove();
    camera = null;
    history.replaceState(null, '', location.pathname + location.search);
  });

  it('says what an invite is before it makes one, and has no accessibility finding', async () => {
    expect(wordsOf(invite)).to.include('Give it to one person, in a way you trust');
    await expectAccessible(invite);
  });

  it('shows the link as text and as a code that a camera reads', async () => {
    await make();
    expect(invite.renderRoot.querySelector('input')?.value).to.equal(URL_OF_BOB);
    expect(await textOfPicture(invite.renderRoot.querySelector('svg.qr') as SVGSVGElement)).to.equal(URL_OF_BOB);
    expect(wordsOf(invite)).to.match(/Works once, until \d/);
    await expectAccessible(invite);
  });

  it('copies the link, and says so', async () => {
    const written: string[] = [];
    const clipboard = { writeText: async (text: string) => void written.push(text) };
    Object.defineProperty(navigator, 'clipboard', { value: clipboard, configurable: true });
    await make();
    button(invite, 'Copy').click();
    await waitUntil(() => wordsOf(invite).includes('Copied'));
    Reflect.deleteProperty(navigator, 'clipboard');
    expect(written).to.deep.equal([URL_OF_BOB]);
  });

  it('offers the share sheet where there is one', async () => {
    const shared: unknown[] = [];
    Object.defineProperty(navigator, 'share', {
      value: async (data: unknown) => void shared.push(data),
      configurable: true,
    });
    await make();
    button(invite, 'Share').click();
    Reflect.deleteProperty(navigator, 'share');
    expect(shared).to.deep.equal([{ url: URL_OF_BOB }]);
  });

  it('forgets the link, in the client too', async () => {
    await make();
    button(invite, 'Forget the link').click();
    await settled(invite);
    expect(client.revoked).to.equal(1);
    expect(invite.renderRoot.querySelector('input')).to.equal(null);
  });

  it('takes a link away when its time is over', async () => {
    client.lifetime = 40;
    button(invite, 'Make a link').click();
    await waitUntil(() => wordsOf(invite).includes('This link has expired'));
    expect(invite.renderRoot.querySelector('input')).to.equal(null);
    await expectAccessible(invite);
  });

  it('finds an invite in the address, takes it out, and asks nobody before the person accepts', async () => {
    history.replaceState(null, '', URL_OF_BOB.slice(URL_OF_BOB.indexOf('#')));
    await show();
    expect(location.hash).to.equal('');
    expect(wordsOf(invite)).to.match(/bob invites you.*bob will be able to see your network address/);
    expect(client.opened).to.deep.equal([]);
    await expectAccessible(invite);
    const asked = oneEvent(invite, 'dm-request-start');
    button(invite, 'Accept').click();
    expect(await asked).to.have.property('peer', 'bob');
    expect(client.opened).to.have.lengthOf(1);
    expect(client.opened[0]).to.match(/#dm=1\./);
  });

  it('follows an address that changes while the page is open', async () => {
    location.hash = URL_OF_BOB.slice(URL_OF_BOB.indexOf('#'));
    await waitUntil(() => invite.matches(':state(invited)'));
    expect(location.hash).to.equal('');
  });

  it('leaves the address alone where the page says so', async () => {
    const container = place(html`<dm-provider .client=${client}></dm-provider>`);
    history.replaceState(null, '', URL_OF_BOB.slice(URL_OF_BOB.indexOf('#')));
    invite = document.createElement('dm-invite');
    invite.withoutAddress = true;
    container.querySelector('dm-provider')?.append(invite);
    await settled(invite);
    expect(location.hash).to.match(/^#dm=1\./);
  });

  it('says that an invite is useless when it cannot be followed, or is none', async () => {
    client.fails = true;
    history.replaceState(null, '', URL_OF_BOB.slice(URL_OF_BOB.indexOf('#')));
    await show();
    button(invite, 'Accept').click();
    await waitUntil(() => wordsOf(invite).includes('This invite cannot be used'));
    history.replaceState(null, '', '#dm=garbage');
    await show();
    expect(wordsOf(invite)).to.include('This invite cannot be used');
  });

  it('leaves asking to a page that prevents its event', async () => {
    history.replaceState(null, '', URL_OF_BOB.slice(URL_OF_BOB.indexOf('#')));
    await show();
    invite.addEventListener('dm-request-start', (event) => event.preventDefault());
    button(invite, 'Accept').click();
    expect(client.opened).to.deep.equal([]);
  });

  it('reads an invite with the camera, and turns the camera off', async () => {
    camera = await placeCamera(URL_OF_BOB);
    await show();
    button(invite, 'Scan an invite').click();
    await waitUntil(() => invite.matches(':state(invited)'), 'the code is read', { timeout: 9_000 });
    expect(camera.streams.flatMap((stream) => stream.getTracks()).map(({ readyState }) => readyState)).to.deep.equal([
      'ended',
    ]);
  });

  it('says in words that the camera cannot be used', async () => {
    camera = await placeCamera(null);
    await show();
    button(invite, 'Scan an invite').click();
    await waitUntil(() => wordsOf(invite).includes('The camera cannot be used here'));
    await expectAccessible(invite);
    button(invite, 'Cancel').click();
    await settled(invite);
    expect(wordsOf(invite)).to.include('Invite somebody');
  });
});

/** What a reader makes of the picture as the browser draws it. */
async function textOfPicture(picture: SVGSVGElement): Promise<string | null> {
  const size = 400;
  const copy = picture.cloneNode(true) as SVGSVGElement;
  copy.setAttribute('width', String(size));
  copy.setAttribute('height', String(size));
  const image = new Image(size, size);
  image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  const context = canvas.getContext('2d')!;
  context.drawImage(image, 0, 0, size, size);
  return readQr(context.getImageData(0, 0, size, size));
}
