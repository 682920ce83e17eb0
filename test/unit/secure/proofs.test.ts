import { expect } from 'chai';
import { generateKeyPair } from '../../../src/secure/handshake.js';
import { askIdentity, proveIdentity } from '../../../src/secure/identity.js';
import { deriveInvite } from '../../../src/secure/invite.js';
import { inviteUrl, parseInvite } from '../../../src/wire/invite.js';
import { createSigner, createVerifier } from '../../../src/secure/signing.js';
import { toBase64url, utf8, type Bytes } from '../../../src/wire/bytes.js';
import { agreed, code } from '../../helpers/channels.js';

const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));

describe('identity', () => {
  it('is proven to the one who asked, with a key that no script can read', async () => {
    const [identity, binding] = [await generateKeyPair(), random(32)];
    const question = await askIdentity(binding, 'responder');
    const { key, proof } = await proveIdentity(identity, binding, 'responder', question.challenge);
    expect([question.challenge.length, key.length, proof.length]).to.deep.equal([65, 65, 32]);
    expect(await question.check(key, proof)).to.equal(true);
  });

  it('is not proven by another key, role, session or question, nor by bytes that were changed', async () => {
    const [identity, other, binding] = [await generateKeyPair(), await generateKeyPair(), random(32)];
    const question = await askIdentity(binding, 'responder');
    const prove = (
      pair = identity,
      of = binding,
      role: 'initiator' | 'responder' = 'responder',
      to = question.challenge,
    ): ReturnType<typeof proveIdentity> => proveIdentity(pair, of, role, to);
    const { key, proof } = await prove();
    const wrong = {
      'another key': (await prove(other)).proof,
      'another session': (await prove(identity, random(32))).proof,
      'another role': (await prove(identity, binding, 'initiator')).proof,
      'another question': (
        await prove(identity, binding, 'responder', (await askIdentity(binding, 'responder')).challenge)
      ).proof,
      changed: proof.map((byte, index) => (index === 7 ? byte ^ 1 : byte)),
      short: proof.slice(1),
    };
    for (const [name, bytes] of Object.entries(wrong)) {
      expect(await question.check(key, Uint8Array.from(bytes)), name).to.equal(false);
    }
    expect(await question.check((await prove(other)).key, proof), 'a key of somebody else').to.equal(false);
    for (const bad of [new Uint8Array(65), new Uint8Array(65).fill(4), new Uint8Array()]) {
      expect(await question.check(bad, proof), 'no point of the curve').to.equal(false);
    }
  });

  it('is not proven to a question that is no point of the curve', async () => {
    const proving = proveIdentity(await generateKeyPair(), random(32), 'initiator', new Uint8Array(65).fill(4));
    expect(await code(proving)).to.equal('protocol');
  });
});

describe('signing', () => {
  it('covers the session, the side, the id and the text', async () => {
    const binding = random(32);
    const signer = await createSigner(binding, 'initiator');
    const verify = await createVerifier(binding, 'initiator', signer.key);
    const message = { id: 'a', content: 'bc' };
    const signature = await signer.sign(message);
    expect(signature).to.have.lengthOf(64);
    expect(await verify(message, signature)).to.equal(true);
    expect(await verify({ id: 'ab', content: 'c' }, signature), 'no letter may move').to.equal(false);
    expect(await (await createVerifier(random(32), 'initiator', signer.key))(message, signature)).to.equal(false);
    expect(await (await createVerifier(binding, 'responder', signer.key))(message, signature)).to.equal(false);
  });

  it('has a key of its own in every session', async () => {
    const [one, two] = [await createSigner(random(32), 'initiator'), await createSigner(random(32), 'initiator')];
    expect(one.key).not.to.deep.equal(two.key);
  });

  it('refuses a key that is no point of the curve', async () => {
    expect(await code(createVerifier(random(32), 'initiator', new Uint8Array(65)))).not.to.equal('no error');
  });
});

describe('invite', () => {
  it('survives the way through a link, whatever stood in the page’s address', () => {
    const secret = random(32);
    for (const inviter of ['alice', 'zoë 鮑勃', 'a.b-c_d']) {
      const url = new URL(inviteUrl('https://example.org/chat?x=1#old', { secret, inviter }));
      expect(url.search).to.equal('?x=1');
      expect(parseInvite(url.hash)).to.deep.equal({ secret, inviter });
    }
  });

  it('has its secret in the fragment only, which goes to no server', () => {
    const secret = random(32);
    const url = new URL(inviteUrl('https://example.org/chat', { secret, inviter: 'alice' }));
    expect(url.hash).to.contain(toBase64url(secret));
    url.hash = '';
    expect(url.href).to.equal('https://example.org/chat');
  });

  it('is nothing else: other fragments, versions, lengths, letters and names are refused', () => {
    const [secret, name] = [toBase64url(random(32)), toBase64url(utf8('alice'))];
    expect(parseInvite(`#dm=1.${secret}.${name}`)).not.to.equal(null);
    for (const bad of [
      '',
      '#',
      '#section',
      `#dm=2.${secret}.${name}`,
      `#dm=1.${secret.slice(1)}.${name}`,
      `#dm=1.${secret}.`,
      `#dm=1.${secret}`,
      `#dm=1.${secret}.${name}.more`,
      `#dm=1.${secret}=.${name}`,
      `#dm=1.${secret}.${toBase64url(Uint8Array.of(0xff, 0xfe))}`,
      `#dm=1.${secret}.${toBase64url(utf8('x'.repeat(129)))}`,
      `x#dm=1.${secret}.${name}`,
    ]) {
      expect(parseInvite(bad), bad).to.equal(null);
    }
  });

  it('gives the server a name that tells nothing of the secret, and wipes the secret', async () => {
    const secret = random(32);
    const copy = secret.slice();
    const { room, psk } = await deriveInvite(secret);
    expect([room.length, psk.length]).to.deep.equal([16, 32]);
    expect(secret.every((byte) => byte === 0)).to.equal(true);
    const again = await deriveInvite(copy);
    expect([again.room, again.psk]).to.deep.equal([room, psk]);
    expect(psk.slice(0, 16)).not.to.deep.equal(room);
  });

  it('refuses a secret that could be guessed', async () => {
    for (const length of [0, 6, 31, 33]) {
      const refused = await deriveInvite(random(length)).catch((error: unknown) => error);
      expect(refused).to.be.instanceOf(RangeError);
    }
  });

  it('in a handshake verifies it by itself; one secret more or less and nothing opens', async () => {
    const secret = random(32);
    const [one, two] = [await deriveInvite(secret.slice()), await deriveInvite(secret.slice())];
    const { a, b } = await agreed({ invite: one }, { invite: two });
    expect([a.channel.invited, b.channel.invited]).to.deep.equal([true, true]);
    expect(await code(agreed({ invite: await deriveInvite(secret) }))).to.equal('mismatch');
  });
});
