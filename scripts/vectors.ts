/**
 * Writes test/vectors/dm-elements.json: whole sessions of the product with every random value injected, byte by byte,
 * and small vectors of its parts. Deterministic; a test fails when the file is not what this script makes, and another
 * checks it with a second implementation (test/node/independent/).
 *
 *   npm run vectors
 */
import { createECDH, createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { proveIdentity } from '../src/secure/identity.js';
import { deriveInvite } from '../src/secure/invite.js';
import { loadNobleKem } from '../src/secure/kem.js';
import { decimals, emojiIndices, safetyNumber } from '../src/secure/sas.js';
import type { SecureChannel } from '../src/secure/channel.js';
import type { HandshakePrimitives } from '../src/secure/handshake.js';
import { initiate, respond } from '../src/secure/secure-channel.js';
import { sealChunk, transferKeys } from '../src/secure/stream.js';
import { concat, fromUtf8, utf8, type Bytes } from '../src/wire/bytes.js';
import { inviteUrl } from '../src/wire/invite.js';
import { paddedLength } from '../src/wire/padding.js';

export const VECTORS = fileURLToPath(new URL('../test/vectors/dm-elements.json', import.meta.url));

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Not random at all: SHAKE256 of a name. */
const fixed = (name: string, length: number): Bytes =>
  new Uint8Array(createHash('shake256', { outputLength: length }).update(`dm-elements vectors: ${name}`).digest());

async function keyPair(scalar: Bytes): Promise<CryptoKeyPair> {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(scalar);
  const point = ecdh.getPublicKey();
  const part = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
  const jwk = { kty: 'EC', crv: 'P-256', x: part(point.subarray(1, 33)), y: part(point.subarray(33)) };
  const algorithm = { name: 'ECDH', namedCurve: 'P-256' };
  return {
    privateKey: await crypto.subtle.importKey('jwk', { ...jwk, d: part(scalar) }, algorithm, false, ['deriveBits']),
    publicKey: await crypto.subtle.importKey('jwk', jwk, algorithm, true, []),
  };
}

/** Everything random that a side uses, in the order of use. */
interface Inputs {
  readonly session?: Bytes;
  readonly nonce: Bytes;
  readonly ecdh: readonly Bytes[];
  readonly kem: readonly Bytes[];
}

function inputsOf(name: string): { a: Inputs; b: Inputs } {
  const scalars = (side: string): Bytes[] => [0, 1, 2].map((epoch) => fixed(`${name} ${side} ecdh ${epoch}`, 32));
  const kem = (side: string, lengths: readonly number[]): Bytes[] =>
    lengths.map((length, epoch) => fixed(`${name} ${side} kem ${epoch}`, length));
  return {
    a: {
      session: fixed(`${name} session`, 16),
      nonce: fixed(`${name} a nonce`, 32),
      ecdh: scalars('a'),
      kem: kem('a', [32, 64, 64]),
    },
    b: { nonce: fixed(`${name} b nonce`, 32), ecdh: scalars('b'), kem: kem('b', [64, 32, 32]) },
  };
}

function primitivesOf({ session, nonce, ecdh, kem }: Inputs): HandshakePrimitives {
  const values = [...(session ? [session] : []), nonce, ...kem].map((value) => value.slice());
  const scalars = [...ecdh];
  const random = (length: number): Bytes => {
    const value = values.shift();
    if (value?.length !== length) throw new Error(`a random value of ${length} bytes was not foreseen`);
    return value;
  };
  const generateKeyPair = (): Promise<CryptoKeyPair> => {
    const scalar = scalars.shift();
    return scalar ? keyPair(scalar) : Promise.reject(new Error('another key pair was not foreseen'));
  };
  return { random, generateKeyPair, kem: () => loadNobleKem(random) };
}

interface Derivation {
  readonly use: string;
  readonly ikm: string;
  readonly salt: string;
  readonly output: string;
}

/**
 * Every HKDF that the product computes while `work` runs. Most results are non-extractable keys: each is computed once
 * more here. Chains of messages (`step`) are told for their first step only.
 */
async function derivations<T>(work: () => Promise<T>): Promise<{ result: T; derived: Derivation[] }> {
  const { subtle } = crypto;
  const original = {
    importKey: subtle.importKey.bind(subtle) as (...args: unknown[]) => Promise<CryptoKey>,
    deriveBits: subtle.deriveBits.bind(subtle),
    deriveKey: subtle.deriveKey.bind(subtle) as (...args: unknown[]) => Promise<CryptoKey>,
  };
  const secrets = new Map<CryptoKey, string>();
  const found = new Map<string, Derivation>();
  const bytesOf = (source: BufferSource): Uint8Array =>
    source instanceof ArrayBuffer
      ? new Uint8Array(source)
      : new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  const note = async ({ salt, info }: HkdfParams, key: CryptoKey, bits: number): Promise<void> => {
    const algorithm = { name: 'HKDF', hash: 'SHA-256', salt, info };
    const entry = {
      use: (fromUtf8(bytesOf(info)) ?? '').replace('dm-elements/1 ', ''),
      ikm: secrets.get(key) ?? '',
      salt: hex(bytesOf(salt)),
      output: hex(new Uint8Array(await original.deriveBits(algorithm, key, bits))),
    };
    found.set(JSON.stringify(entry), entry);
  };
  const isHkdf = (algorithm: unknown): algorithm is HkdfParams => (algorithm as Algorithm).name === 'HKDF';
  Object.assign(subtle, {
    importKey: async (format: string, data: BufferSource, algorithm: unknown, ...rest: unknown[]) => {
      const copy = algorithm === 'HKDF' ? hex(bytesOf(data)) : null;
      const key = await original.importKey(format, data, algorithm, ...rest);
      if (copy !== null) secrets.set(key, copy);
      return key;
    },
    deriveBits: async (algorithm: Algorithm, key: CryptoKey, bits: number) => {
      if (isHkdf(algorithm)) await note(algorithm, key, bits);
      return original.deriveBits(algorithm, key, bits);
    },
    deriveKey: async (algorithm: Algorithm, key: CryptoKey, ...rest: unknown[]) => {
      if (isHkdf(algorithm)) await note(algorithm, key, 256);
      return original.deriveKey(algorithm, key, ...rest);
    },
  });
  try {
    const result = await work();
    const order = ({ salt, use, ikm }: Derivation): string => [salt, use, ikm].join();
    const starts = new Set(
      [...found.values()].filter(({ use }) => use.startsWith('chain')).map(({ output }) => output),
    );
    const derived = [...found.values()].filter(({ use, ikm }) => use !== 'step' || starts.has(ikm));
    return { result, derived: derived.sort((x, y) => (order(x) < order(y) ? -1 : 1)) };
  } finally {
    Object.assign(subtle, original);
  }
}

type From = 'a' | 'b';
type Step = { readonly from: From; readonly what: string } & Readonly<Record<string, string | number>>;

/** One session of the product, told step by step. */
class Story {
  readonly steps: Step[] = [];
  readonly out: Record<From, Bytes[]> = { a: [], b: [] };
  readonly channels: Partial<Record<From, SecureChannel>> = {};
  readonly #farewell = utf8('{"type":"end","cause":"left"}');

  constructor(
    private readonly ids: Record<From, string>,
    private readonly inputs: Record<From, Inputs>,
    private readonly invite: () => Promise<{ room: Bytes; psk: Bytes } | null>,
  ) {}

  channel(side: From): SecureChannel {
    const channel = this.channels[side];
    if (!channel) throw new Error('no channel yet');
    return channel;
  }

  tell(from: From, what: string, details: Readonly<Record<string, Uint8Array | string | number>>): void {
    const entries = Object.entries(details).map(([name, value]) => [
      name,
      value instanceof Uint8Array ? hex(value) : value,
    ]);
    this.steps.push({ from, what, ...Object.fromEntries(entries) } as Step);
  }

  async begin(): Promise<void> {
    const options = async (side: From): Promise<Parameters<typeof initiate>[0]> => {
      const invite = await this.invite();
      return {
        self: this.ids[side],
        peer: this.ids[side === 'a' ? 'b' : 'a'],
        ...(invite && { invite }),
        output: (frame) => void this.out[side].push(frame.slice()),
        confirmed: () => {},
        farewell: this.#farewell.slice(),
        now: () => 0,
        primitives: primitivesOf(this.inputs[side]),
      };
    };
    const { channel: a, m1 } = await initiate(await options('a'));
    this.channels.a = a;
    this.tell('a', 'm1', { bytes: m1 });
    const { channel: b, m2 } = await respond(await options('b'), m1);
    this.channels.b = b;
    this.tell('b', 'm2', { bytes: m2 });
    await a.receiveAccept(m2);
  }

  async signal(from: From, text: string): Promise<void> {
    const bytes = await this.channel(from).sealSignal(utf8(text));
    this.tell(from, 'signal', { text, bytes });
    const opened = await this.#other(from).openSignal(bytes);
    if (opened?.kind !== 'step' || fromUtf8(opened.plaintext) !== text) throw new Error('a signal did not open');
  }

  /** Both confirm a link. The frames behind each confirmation are the old ones again, or the layer's own. */
  async link(name: string): Promise<void> {
    const [fpA, fpB] = [fixed(`${name} fingerprint a`, 32), fixed(`${name} fingerprint b`, 32)];
    await this.channel('a').confirm({ local: fpA, remote: fpB });
    await this.channel('b').confirm({ local: fpB, remote: fpA });
    const [confirmA, confirmB] = [this.out.a.shift(), this.out.b.shift()];
    if (!confirmA || !confirmB) throw new Error('nobody confirmed');
    const what = confirmA[0] === 1 ? 'confirm' : 'resume';
    this.tell('a', what, { fpA, fpB, bytes: confirmA });
    this.tell('b', what, { fpA, fpB, bytes: confirmB });
    await this.channel('b').receive(confirmA);
    await this.channel('a').receive(confirmB);
  }

  async send(from: From, body: Bytes, what = 'message'): Promise<void> {
    await this.channel(from).send(body);
    await this.pass(from, what, { body });
  }

  /** Hands the next frame of a side over, which it has made already. */
  async pass(from: From, what: string, details: Readonly<Record<string, Bytes>> = {}): Promise<void> {
    const frame = this.out[from].shift();
    if (!frame) throw new Error(`no frame to pass: ${what}`);
    this.tell(from, what, { ...details, bytes: frame });
    await this.#other(from).receive(frame);
  }

  farewells(): void {
    for (const side of ['a', 'b'] as const) {
      this.tell(side, 'farewell', { body: this.#farewell, bytes: this.channel(side).farewell ?? new Uint8Array() });
    }
  }

  async rekey(): Promise<void> {
    await this.channel('a').rekey();
    await this.pass('a', 'ask');
    await this.pass('b', 'answer');
    await this.pass('a', 'close');
  }

  #other(from: From): SecureChannel {
    return this.channel(from === 'a' ? 'b' : 'a');
  }
}

const told = ({ session, nonce, ecdh, kem }: Inputs): unknown => ({
  ...(session && { session: hex(session) }),
  nonce: hex(nonce),
  ecdh: ecdh.map(hex),
  kem: kem.map(hex),
});

async function session(name: string, ids: Record<From, string>, inviteSecret: Bytes | null): Promise<unknown> {
  const inputs = inputsOf(name);
  const story = new Story(ids, inputs, async () => inviteSecret && deriveInvite(inviteSecret.slice()));
  await story.begin();
  await story.signal('a', '{"type":"offer","sdp":"v=0 offer"}');
  await story.signal('a', '{"type":"candidate","candidate":"c","sdpMid":"0","sdpMLineIndex":0}');
  await story.signal('b', '{"type":"answer","sdp":"v=0 answer"}');
  await story.link(`${name} first`);
  const safety = Object.fromEntries(
    (['a', 'b'] as const).map((side) => {
      const { qr, expectedQr, ...words } = story.channel(side).safety ?? raise();
      return [side, { ...words, qr: hex(qr), expectedQr: hex(expectedQr) }];
    }),
  );
  story.farewells();
  await story.send('a', utf8('hello'));
  await story.send('b', fixed(`${name} longer`, 300));
  for (let count = 0; count < 14; count++) await story.send('b', utf8(String(count)));
  await story.channel('b').send(new Uint8Array());
  await story.pass('b', 'message', { body: new Uint8Array() });
  // Sixteen have arrived: A says so by itself.
  await story.pass('a', 'acknowledge');
  await story.rekey();
  story.farewells();
  await story.send('b', utf8('in the next epoch'));

  // The link breaks while a message of A is on its way; another is sealed meanwhile.
  for (const body of ['on its way', 'kept']) {
    await story.channel('a').send(utf8(body));
    const [frame] = story.out.a.splice(0);
    if (frame) story.tell('a', 'lost message', { body: utf8(body), bytes: frame });
    else story.tell('a', 'kept message', { body: utf8(body) });
    story.channel('a').suspend();
  }
  story.channel('b').suspend();
  const lost = await story.channel('b').sealLost();
  story.tell('b', 'lost', { bytes: lost });
  await story.channel('a').openSignal(lost);
  const attempt = await story.channel('a').reconnect();
  story.tell('a', 'reconnect', { attempt });
  await story.signal('a', '{"type":"offer","sdp":"v=0 again"}');
  await story.signal('b', '{"type":"answer","sdp":"v=0 again"}');
  await story.link(`${name} second`);
  // Everything that B has not acknowledged, the same ciphertexts, then A rekeys by itself.
  await story.pass('a', 'again', { body: utf8('on its way') });
  await story.pass('a', 'again', { body: utf8('kept') });
  await story.pass('a', 'ask');
  await story.pass('b', 'answer');
  await story.pass('a', 'close');
  await story.send('a', utf8('in the third epoch'));
  await story.send('b', utf8('goodbye'));
  if (story.out.a.length + story.out.b.length > 0) throw new Error('a frame was left over');
  return {
    name,
    ids,
    inviteSecret: inviteSecret && hex(inviteSecret),
    inputs: { a: told(inputs.a), b: told(inputs.b) },
    safety,
    steps: story.steps,
  };
}

async function toldSession(...args: Parameters<typeof session>): Promise<unknown> {
  const { result, derived } = await derivations(() => session(...args));
  return { ...(result as object), derived };
}

function raise(): never {
  throw new Error('no safety strings yet');
}

async function stream(): Promise<unknown> {
  const [fileKey, salt, id] = [fixed('file key', 32), fixed('file salt', 32), fixed('transfer', 16)];
  const chunks = [fixed('chunk 0', 64), fixed('chunk 1', 64), utf8('the end')];
  const attempts = [0, 3].map(async (attempt) => {
    const keys = await transferKeys(fileKey, salt, { id, attempt });
    const frames = chunks.map((chunk, index) =>
      sealChunk(keys, { id, attempt }, index, index === chunks.length - 1, chunk),
    );
    return { attempt, frames: (await Promise.all(frames)).map(hex) };
  });
  const parts = { fileKey: hex(fileKey), salt: hex(salt), transfer: hex(id), chunks: chunks.map(hex) };
  return { ...parts, attempts: await Promise.all(attempts) };
}

async function identity(): Promise<unknown> {
  const [own, asker, binding] = [fixed('identity', 32), fixed('challenge', 32), fixed('transcript', 32)];
  const { publicKey } = await keyPair(asker);
  const challenge = new Uint8Array(await crypto.subtle.exportKey('raw', publicKey));
  const proofs = (['initiator', 'responder'] as const).map(async (role) => {
    const { key, proof } = await proveIdentity(await keyPair(own), binding, role, challenge);
    return [role, { key: hex(key), proof: hex(proof) }] as const;
  });
  return {
    privateKey: hex(own),
    challengePrivateKey: hex(asker),
    challenge: hex(challenge),
    transcript: hex(binding),
    proofs: Object.fromEntries(await Promise.all(proofs)),
  };
}

async function invite(): Promise<unknown> {
  const [secret, inviter] = [fixed('invite', 32), 'zoë'];
  const url = inviteUrl('https://example.org/chat?x=1', { secret, inviter });
  const text = hex(secret);
  const { room, psk } = await deriveInvite(secret);
  return { secret: text, inviter, room: hex(room), psk: hex(psk), url };
}

export async function makeVectors(): Promise<string> {
  const shortStrings = [fixed('sas', 6), new Uint8Array(6), new Uint8Array(6).fill(0xff)].map((bytes) => ({
    bytes: hex(bytes),
    emoji: emojiIndices(bytes),
    decimals: decimals(bytes),
  }));
  const digits = concat(new Uint8Array(5), new Uint8Array(5).fill(0xff), fixed('digits', 20));
  const vectors = {
    about: 'Test vectors of docs/protocol.md, version 1. Bytes are hexadecimal. Written by scripts/vectors.ts.',
    version: 1,
    sessions: [
      await toldSession('without an invite', { a: 'alice', b: 'bob' }, null),
      await toldSession('with an invite', { a: 'zoë', b: '鮑勃' }, fixed('session invite', 32)),
    ],
    padding: [0, 1, 251, 252, 300, 1_000, 4_091, 65_000, 65_503].map((body) => ({ body, padded: paddedLength(body) })),
    shortStrings,
    safetyNumber: { bytes: hex(digits), digits: safetyNumber(digits) },
    stream: await stream(),
    identity: await identity(),
    invite: await invite(),
  };
  return format(JSON.stringify(vectors), { parser: 'json', printWidth: 120 });
}

if (argv[1] === fileURLToPath(import.meta.url)) await writeFile(VECTORS, await makeVectors());
