/** Vectors that nobody here wrote: the primitives do what their standards say, and refuse what attackers try. */
import { expect } from 'chai';
import { open, seal } from '../../../src/secure/aead.js';
import { agree, encapsulate } from '../../../src/secure/handshake.js';
import { loadNobleKem, nativeKem, type Kem } from '../../../src/secure/kem.js';
import { fromBase64url, type Bytes } from '../../../src/wire/bytes.js';
import aesGcm from '../../vectors/wycheproof/aes-gcm.json' with { type: 'json' };
import ecdh from '../../vectors/wycheproof/ecdh-p256.json' with { type: 'json' };
import hkdf from '../../vectors/wycheproof/hkdf-sha256.json' with { type: 'json' };
import hmac from '../../vectors/wycheproof/hmac-sha256.json' with { type: 'json' };
import decaps from '../../vectors/wycheproof/mlkem768-decaps.json' with { type: 'json' };
import encaps from '../../vectors/wycheproof/mlkem768-encaps.json' with { type: 'json' };

const bytes = (hex: string): Bytes => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const hex = (value: Uint8Array): string => [...value].map((byte) => byte.toString(16).padStart(2, '0')).join('');

describe('vectors of Wycheproof', () => {
  it(`AES-256-GCM: opens what is valid, refuses what is not, seals the same bytes (${aesGcm.length})`, async () => {
    for (const { tcId, key, iv, aad, msg, ct, tag, result } of aesGcm) {
      const secret = await crypto.subtle.importKey('raw', bytes(key), 'AES-GCM', false, ['encrypt', 'decrypt']);
      const opened = await open(secret, bytes(iv), bytes(aad), bytes(ct + tag));
      expect(opened && hex(opened), `case ${tcId}`).to.equal(result === 'valid' ? msg : null);
      if (result !== 'valid') continue;
      expect(hex(await seal(secret, bytes(iv), bytes(aad), bytes(msg))), `case ${tcId}`).to.equal(ct + tag);
    }
  });

  it(`HKDF-SHA-256, with RFC 5869's own (${hkdf.length})`, async () => {
    for (const { tcId, ikm, salt, info, size, okm, result } of hkdf) {
      const secret = await crypto.subtle.importKey('raw', bytes(ikm), 'HKDF', false, ['deriveBits']);
      const parameters = { name: 'HKDF', hash: 'SHA-256', salt: bytes(salt), info: bytes(info) };
      const derived = await crypto.subtle.deriveBits(parameters, secret, size * 8).then(
        (bits) => hex(new Uint8Array(bits)),
        () => null,
      );
      expect(derived, `case ${tcId}`).to.equal(result === 'valid' ? okm : null);
    }
  });

  it(`HMAC-SHA-256 (${hmac.length})`, async () => {
    for (const { tcId, key, msg, tag, result } of hmac) {
      // WebCrypto has no empty HMAC key.
      if (key === '') continue;
      const secret = await crypto.subtle.importKey('raw', bytes(key), { name: 'HMAC', hash: 'SHA-256' }, false, [
        'verify',
      ]);
      expect(await crypto.subtle.verify('HMAC', secret, bytes(tag), bytes(msg)), `case ${tcId}`).to.equal(
        result === 'valid',
      );
    }
  });

  it(`ECDH P-256: agrees on what is valid, refuses points that are not on the curve (${ecdh.length})`, async () => {
    for (const { tcId, public: other, private: own, shared, result } of ecdh) {
      const agreed = await (async () => {
        const { d, x, y } = own;
        const jwk = { kty: 'EC', crv: 'P-256', ...(d && { d }), ...(x && { x }), ...(y && { y }) };
        const privateKey = await crypto.subtle.importKey('jwk', jwk, { name: 'ECDH', namedCurve: 'P-256' }, false, [
          'deriveBits',
        ]);
        if (other.crv !== 'P-256') throw new TypeError('another curve');
        const [px, py] = [fromBase64url(other.x ?? ''), fromBase64url(other.y ?? '')];
        if (px?.length !== 32 || py?.length !== 32) throw new TypeError('not coordinates of P-256');
        return hex(await agree(privateKey, Uint8Array.of(4, ...px, ...py)));
      })().catch(() => null);
      if (result === 'valid') expect(agreed, `case ${tcId}`).to.equal(shared);
      else if (result === 'invalid') expect(agreed, `case ${tcId}`).to.equal(null);
    }
  });

  /** noble's, with the randomness that the vectors name. */
  const noble = (random: Bytes): Promise<Kem> => loadNobleKem(() => random.slice());

  it(`ML-KEM-768 decapsulation, with implicit rejection and CCTV's edge cases (${decaps.length})`, async () => {
    for (const { tcId, source, seed, c, K, result } of decaps) {
      const secret = await (async () => {
        const pair = await (await noble(bytes(seed))).generate();
        return hex(await pair.decapsulate(bytes(c)));
      })().catch(() => null);
      expect(secret, `${source} case ${tcId}`).to.equal(result === 'valid' ? K : null);
    }
  });

  it(`ML-KEM-768 encapsulation, with keys that fail the modulus check (${encaps.length})`, async () => {
    for (const { tcId, source, ek, m, c, K, result } of encaps) {
      const made = await encapsulate(await noble(bytes(m)), bytes(ek)).catch(() => null);
      if (result === 'valid')
        expect([made && hex(made.ct), made && hex(made.sharedSecret)], `case ${tcId}`).to.deep.equal([c, K]);
      else expect(made, `${source} case ${tcId}`).to.equal(null);
    }
  });

  it('the browser’s own ML-KEM-768, where there is one, refuses the same keys and understands noble', async function () {
    const native = await nativeKem.generate().catch(() => null);
    const other = await noble(crypto.getRandomValues(new Uint8Array(64))).then((kem) => kem.generate());
    // Firefox 153 and Node 20 have none; then the fallback is what runs, and it was tested above.
    if (!native) return expect(await nativeKem.encapsulate(other.ek).catch(() => null)).to.equal(null);
    const [a, b] = [
      await nativeKem.encapsulate(other.ek),
      await (await noble(new Uint8Array(32).fill(1))).encapsulate(native.ek),
    ];
    expect(hex(await other.decapsulate(a.ct))).to.equal(hex(a.sharedSecret));
    expect(hex(await native.decapsulate(b.ct))).to.equal(hex(b.sharedSecret));
    for (const { ek, result } of encaps) {
      const made = await nativeKem.encapsulate(bytes(ek)).catch(() => null);
      expect(made !== null).to.equal(result === 'valid');
    }
  });
});
