/**
 * A look ahead: what will not work in this browser, on this network and with this configuration, and why. Asks for nothing
 * that a session would not ask for, and says nothing to anybody: it goes online at the introducing server, lets the browser
 * look for its own addresses, and closes that again. Loaded when it is called.
 */
import type { Clock } from './clock.js';
import { DMError, type DMErrorCode } from './errors.js';
import { obstacleTo } from './link/obstacle.js';
import type { LineLinkOptions } from './session/line.js';

/** In this order in a diagnosis. The last three are wanted by some sites only. */
export const DIAGNOSIS_CHECKS = [
  'page',
  'crypto',
  'webrtc',
  'signaling',
  'addresses',
  'relay',
  'files',
  'microphone',
  'camera',
] as const;
export type DiagnosisCheck = (typeof DIAGNOSIS_CHECKS)[number];

/** `limited`: chats work, but not everything, or not between all networks. `blocked`: no chat will come about. */
export type DiagnosisVerdict = 'works' | 'limited' | 'blocked';

export interface DiagnosisFinding {
  readonly check: DiagnosisCheck;
  readonly verdict: DiagnosisVerdict;
  /** What a session would fail with; `null` where none does. */
  readonly code: DMErrorCode | null;
  /** For the people who run the site, in English. Names no address, id or server. */
  readonly text: string;
}

export interface Diagnosis {
  /** The worst of the findings. */
  readonly verdict: DiagnosisVerdict;
  readonly findings: readonly DiagnosisFinding[];
}

/** What is looked at, beside what every page has. */
export interface DiagnosisSource {
  readonly clock: Clock;
  /** As for a link of a session. `RTCPeerConnection` is injected for tests. */
  readonly linkOptions: () => Promise<LineLinkOptions>;
  /** Goes online. */
  readonly connect: () => Promise<void>;
}

/** How long the browser may look for addresses, and the server may take. Milliseconds. */
const GATHER_MS = 6_000;
const CONNECT_MS = 12_000;
/** Codes of `icecandidateerror`: STUN's own (RFC 8489 section 14.8), and the browsers' for "no answer". */
const UNAUTHORIZED = 401;
const NO_ANSWER = 701;

type Found = readonly [verdict: DiagnosisVerdict, code: DMErrorCode | null, text: string];
const works = (text: string): Found => ['works', null, text];
const limited = (text: string, code: DMErrorCode | null = null): Found => ['limited', code, text];
const blocked = (code: DMErrorCode, text: string): Found => ['blocked', code, text];

/** Never rejects. */
export async function diagnose(source: DiagnosisSource): Promise<Diagnosis> {
  const addresses = gather(source);
  const found: Readonly<Record<DiagnosisCheck, Found | Promise<Found>>> = {
    page: page(),
    crypto: encryption(),
    webrtc: addresses.then(webRtc),
    signaling: signaling(source),
    addresses: addresses.then(ownAddresses),
    relay: addresses.then(relay),
    files: files(),
    microphone: device('microphone', 'voice messages cannot be recorded', typeof MediaRecorder !== 'undefined'),
    camera: device('camera', 'codes cannot be scanned; words, digits and links verify as well'),
  };
  const findings = await Promise.all(
    DIAGNOSIS_CHECKS.map(async (check): Promise<DiagnosisFinding> => {
      const [verdict, code, text] = await found[check];
      return { check, verdict, code, text };
    }),
  );
  const worst = (['blocked', 'limited'] as const).find((bad) => findings.some(({ verdict }) => verdict === bad));
  return { verdict: worst ?? 'works', findings };
}

const page = (): Found =>
  globalThis.isSecureContext === false
    ? blocked('unsupported', 'The page is no secure context: serve it over https (http://localhost counts as secure).')
    : works('The page is a secure context.');

async function encryption(): Promise<Found> {
  try {
    await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits']);
    return works('WebCrypto makes keys.');
  } catch {
    return blocked(
      'unsupported',
      'WebCrypto is missing or makes no ECDH keys: the page needs https and a current browser.',
    );
  }
}

async function signaling({ clock, connect }: DiagnosisSource): Promise<Found> {
  const late = new DMError('signaling-lost', 'the server does not answer');
  let timer: unknown;
  try {
    await Promise.race([
      connect(),
      new Promise((_, reject) => (timer = clock.setTimeout(() => reject(late), CONNECT_MS))),
    ]);
    return works('The introducing server takes us.');
  } catch (error) {
    const code = DMError.is(error) ? error.code : 'signaling-lost';
    return blocked(code, SIGNALING_WORDS[code] ?? 'The introducing server cannot be reached from here.');
  } finally {
    clock.clearTimeout(timer);
  }
}

const SIGNALING_WORDS: Partial<Record<DMErrorCode, string>> = {
  'bad-config': 'The value of signaling names no server that we know how to speak to.',
  unauthorized: 'The introducing server does not believe who we are: look at the token and at the allowed origins.',
  forbidden: 'The introducing server does not let this person in.',
  'signaling-lost':
    'The introducing server cannot be reached: is it running, does a proxy pass WebSocket upgrades, does connect-src name it?',
};

/** What the browser found when it looked for its addresses, or why it could not look. */
type Gathered =
  | { readonly kind: 'no-webrtc' }
  | { readonly kind: 'no-servers'; readonly code: DMErrorCode }
  | { readonly kind: 'refused' }
  | {
      readonly kind: 'gathered';
      readonly options: LineLinkOptions;
      /** host, srflx, relay (RFC 8839 section 5.1) */
      readonly types: ReadonlySet<string>;
      /** What servers answered instead, where the browser tells: Chromium does. */
      readonly errors: ReadonlySet<number>;
    };

async function gather({ clock, linkOptions }: DiagnosisSource): Promise<Gathered> {
  let options: LineLinkOptions;
  try {
    options = await linkOptions();
  } catch (error) {
    return { kind: 'no-servers', code: DMError.is(error) ? error.code : 'no-route' };
  }
  const Connection = options.RTCPeerConnection ?? globalThis.RTCPeerConnection;
  if (!Connection) return { kind: 'no-webrtc' };
  let connection: RTCPeerConnection;
  try {
    connection = new Connection({
      iceServers: [...(options.iceServers ?? [])],
      iceTransportPolicy: options.iceTransportPolicy ?? 'all',
    });
  } catch {
    return { kind: 'refused' };
  }
  const types = new Set<string>();
  const errors = new Set<number>();
  let timer: unknown;
  try {
    await new Promise<void>((resolve, reject) => {
      timer = clock.setTimeout(resolve, GATHER_MS);
      connection.onicecandidate = ({ candidate }) => {
        const type = / typ (\w+)/.exec(candidate?.candidate ?? '')?.[1];
        if (type) types.add(type);
        if (!candidate) resolve();
      };
      connection.onicecandidateerror = ({ errorCode }) => errors.add(errorCode);
      connection.createDataChannel('');
      connection.setLocalDescription().catch(reject);
    });
  } catch {
    // No description at all is no address either.
  } finally {
    clock.clearTimeout(timer);
    connection.close();
  }
  return { kind: 'gathered', options, types, errors };
}

function webRtc({ kind }: Gathered): Found {
  if (kind === 'no-webrtc') {
    return blocked('unsupported', 'WebRTC is missing: an old browser, a policy, or an extension that switches it off.');
  }
  return kind === 'refused'
    ? blocked(
        'bad-config',
        'The browser refuses the ICE servers: look at their addresses, and give TURN a name and a password.',
      )
    : works('WebRTC is there.');
}

function ownAddresses(gathered: Gathered): Found {
  if (gathered.kind !== 'gathered') return NOT_LOOKED;
  const { types, errors, options } = gathered;
  if (options.iceTransportPolicy === 'relay')
    return works('Only the relay is used: no address of this device is looked for.');
  if (types.size === 0) {
    return blocked(
      'webrtc-blocked',
      'The browser offers no network address: it is offline, or a policy, an extension or a VPN blocks WebRTC.',
    );
  }
  const asked = serversOf(options, /^stuns?:/i);
  if (asked && errors.has(NO_ANSWER) && !types.has('srflx') && !types.has('relay')) {
    return limited('The STUN server does not answer: this network may let no UDP through.', 'no-route');
  }
  return works(
    types.has('srflx')
      ? 'The browser knows its address in this network and outside of it.'
      : 'The browser knows its address in this network.',
  );
}

function relay(gathered: Gathered): Found {
  if (gathered.kind === 'no-servers') {
    return blocked(gathered.code, 'The ICE servers could not be asked for: look at ice-url or getIceServers.');
  }
  if (gathered.kind !== 'gathered') return NOT_LOOKED;
  const { types, errors, options } = gathered;
  if (types.has('relay')) return works('The TURN server gives us an address.');
  const bad =
    options.iceTransportPolicy === 'relay' ? blocked : (code: DMErrorCode, text: string) => limited(text, code);
  const code = obstacleTo(new Set([...types, 'none']), options);
  if (code === 'no-relay') {
    return bad(code, 'No TURN server is named: between some networks no connection will come about.');
  }
  return errors.has(UNAUTHORIZED)
    ? bad('relay-unreachable', 'The TURN server refuses us: its credentials are wrong or have expired.')
    : bad(
        'relay-unreachable',
        'The TURN server gives us no address: it is down, refuses us, or UDP is blocked (name turns:…:443?transport=tcp too).',
      );
}

const NOT_LOOKED = limited('Could not be looked at.');

const serversOf = ({ iceServers = [] }: LineLinkOptions, scheme: RegExp): boolean =>
  iceServers.some(({ urls }) => [urls].flat().some((url) => scheme.test(url)));

const files = (): Found =>
  'showSaveFilePicker' in globalThis
    ? works('Big files can go straight to the disk.')
    : limited('This browser saves no file while it comes: what is received is kept in memory, 512 MiB at most.');

/** Whether the page may ask for it; what the person will say is theirs. */
async function device(name: 'microphone' | 'camera', loss: string, supported = true): Promise<Found> {
  if (!supported || !globalThis.navigator?.mediaDevices) return limited(`No ${name} can be asked for here: ${loss}.`);
  const policy = (globalThis.document as { readonly featurePolicy?: FeaturePolicy } | undefined)?.featurePolicy;
  if (policy?.allowsFeature(name) === false) {
    return limited(`Permissions-Policy, or the allow attribute of the frame, forbids the ${name}: ${loss}.`);
  }
  const permission = await navigator.permissions?.query({ name }).catch(() => null);
  return permission?.state === 'denied'
    ? limited(`The person, or Permissions-Policy, forbids the ${name}: ${loss}.`)
    : works(`The page may ask for the ${name}.`);
}

/** Chromium; Firefox tells the same as a denied permission. */
interface FeaturePolicy {
  allowsFeature(name: string): boolean;
}
