/**
 * PeerLink: the link over simple-peer, which does the offer, the answer and the candidates. The connection and both
 * channels are ours: simple-peer takes an RTCPeerConnection constructor (`wrtc`), and we hand it one that opens the
 * `files` channel beside its own and lets us keep the native objects. Its stream interface is not used: it has no
 * backpressure on the receiving side and drops empty messages.
 *
 * This is the only file that imports simple-peer; it is loaded with the first link.
 */
import SimplePeer from 'simple-peer';
import { DMError } from '../errors.js';
import type { Bytes } from '../wire/bytes.js';
import { LaneChannel } from './lane.js';
import type { Lane, Link, LinkHandlers, LinkOptions, LinkPath, LinkSignal, LinkState } from './link.js';
import { obstacleTo, type Obstacle } from './obstacle.js';
import { relayOnly } from './relay-only.js';

/** More than Chromium can take in one message. */
const MAX_MESSAGE_BYTES = 262_144;
const CHANNEL: RTCDataChannelInit = { negotiated: true, ordered: true };
const CHANNEL_ID: Readonly<Record<Lane, number>> = { messages: 0, files: 1 };
/** How long a closed link may take to send what it still holds. Milliseconds. */
const FLUSH_MS = 1_000;
const CERTIFICATE: EcKeyGenParams = { name: 'ECDSA', namedCurve: 'P-256' };

export class PeerLink implements Link {
  #state: LinkState = 'connecting';
  #peer: SimplePeer.Instance | null = null;
  #connection: RTCPeerConnection | null = null;
  #lanes: Readonly<Record<Lane, LaneChannel>> | null = null;
  #open = 0;
  /** The one description that we still take from the other side; a link is never renegotiated. */
  #awaited: 'offer' | 'answer' | null;
  /** Types of our own candidates. */
  readonly #found = new Set<string>();
  readonly #options: LinkOptions;
  /** `null` once closed: Chromium keeps some closed connections for ever, and what they hold on to with them. */
  #handlers: LinkHandlers | null;
  readonly #certificate: RTCCertificate;

  /** Rejects with `DMError`: `unsupported`; `bad-config` when the browser refuses the ICE servers. */
  static async create(options: LinkOptions, handlers: LinkHandlers): Promise<PeerLink> {
    const Connection = options.RTCPeerConnection ?? RTCPeerConnection;
    // Ours and new for each link, so that its fingerprint is known and links cannot be told to be of one person.
    const certificate = await Connection.generateCertificate(CERTIFICATE).catch((cause: unknown) => {
      throw new DMError('unsupported', 'this browser cannot make a certificate', { cause });
    });
    return new PeerLink(options, handlers, Connection, certificate);
  }

  private constructor(
    options: LinkOptions,
    handlers: LinkHandlers,
    Connection: typeof RTCPeerConnection,
    certificate: RTCCertificate,
  ) {
    this.#options = options;
    this.#handlers = handlers;
    this.#certificate = certificate;
    this.#awaited = options.initiator ? 'answer' : 'offer';
    const peer = new SimplePeer({
      initiator: options.initiator,
      trickle: true,
      // Waiting for all candidates is not for trickling; otherwise this is a timer that outlives the link by 5 s.
      iceCompleteTimeout: 1,
      channelConfig: { ...CHANNEL, id: CHANNEL_ID.messages },
      channelName: 'messages',
      config: {
        iceServers: [...(options.iceServers ?? [])],
        iceTransportPolicy: options.iceTransportPolicy ?? 'all',
        iceCandidatePoolSize: options.iceCandidatePoolSize ?? 0,
        certificates: [certificate],
      },
      wrtc: { ...browserWebRtc(), RTCPeerConnection: this.#connectionClass(Connection) },
    });
    if (!this.#connection) {
      peer.on('error', ignore);
      throw new DMError('bad-config', 'the browser refuses these ICE servers');
    }
    this.#peer = peer;
    peer.on('signal', (signal: SimplePeer.SignalData) => this.#onSignal(signal));
    peer.on('error', (error: Error) => this.#closed(error));
    peer.on('close', () => this.#closed());
  }

  get state(): LinkState {
    return this.#state;
  }

  get maxMessageSize(): number {
    return Math.min(this.#connection?.sctp?.maxMessageSize ?? 65_536, MAX_MESSAGE_BYTES);
  }

  get obstacle(): Obstacle {
    return obstacleTo(this.#found, this.#options);
  }

  buffered(lane: Lane): number {
    return this.#lanes?.[lane].buffered ?? 0;
  }

  signal(signal: LinkSignal): void {
    if (this.#state === 'closed') return;
    if (signal.type !== 'candidate') {
      if (signal.type !== this.#awaited) return;
      this.#awaited = null;
    }
    try {
      this.#peer?.signal(fromLinkSignal(signal));
    } catch (error) {
      this.#closed(error);
    }
  }

  send(lane: Lane, bytes: Uint8Array): Promise<void> {
    if (!this.#lanes || this.#state === 'closed') return Promise.reject(new DMError('link-lost', 'the link is closed'));
    if (bytes.length > this.maxMessageSize) {
      return Promise.reject(
        new DMError('too-large', `expected at most ${this.maxMessageSize} bytes, got ${bytes.length}`),
      );
    }
    return this.#lanes[lane].send(bytes);
  }

  async fingerprints(): Promise<{ local: Bytes; remote: Bytes }> {
    const transport = this.#state === 'closed' ? null : this.#connection?.sctp?.transport;
    const [certificate] = transport?.getRemoteCertificates() ?? [];
    const own = this.#certificate.getFingerprints().find(({ algorithm }) => algorithm === 'sha-256')?.value;
    if (!certificate || !own) throw new DMError('link-lost', 'the link has no certificates');
    return {
      local: Uint8Array.from(own.split(':'), (byte) => parseInt(byte, 16)),
      remote: new Uint8Array(await crypto.subtle.digest('SHA-256', certificate)),
    };
  }

  async path(): Promise<LinkPath> {
    const stats = [...((await this.#connection?.getStats()) ?? new Map<string, unknown>()).values()] as Stats[];
    const transport = stats.find(({ type }) => type === 'transport');
    const pair = stats.find(
      (each) =>
        each.type === 'candidate-pair' &&
        (each.id === transport?.selectedCandidatePairId ||
          each.selected ||
          (each.nominated && each.state === 'succeeded')),
    );
    const ends = [pair?.localCandidateId, pair?.remoteCandidateId].map((id) => stats.find((each) => each.id === id));
    if (!pair || ends.some((end) => !end)) return 'unknown';
    return ends.some((end) => end?.candidateType === 'relay') ? 'relayed' : 'direct';
  }

  close(): void {
    if (this.#state === 'closed') return;
    const lanes = this.#state === 'connecting' ? null : this.#lanes;
    this.#state = 'closed';
    if (!lanes) return this.#release();
    lanes.files.close();
    // Closing the channel sends what it still holds; closing the connection would drop it.
    const limit = setTimeout(() => this.#release(), FLUSH_MS);
    void lanes.messages.finish().then(() => {
      clearTimeout(limit);
      this.#release();
    });
  }

  /** A constructor for simple-peer that leaves the connection and its channels in our hands. */
  #connectionClass(Connection: typeof RTCPeerConnection): typeof RTCPeerConnection {
    const adopt = (connection: RTCPeerConnection): void => this.#adopt(connection);
    const own = (connection: RTCPeerConnection, channel: RTCDataChannel): void => this.#own(connection, channel);
    return class extends Connection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        adopt(this);
      }

      override createDataChannel(name: string, init?: RTCDataChannelInit): RTCDataChannel {
        const channel = super.createDataChannel(name, init);
        // simple-peer puts its own handlers on its channel in this same turn; ours replace them right after, so
        // that nothing goes through its stream.
        if (init?.id === CHANNEL_ID.messages) queueMicrotask(() => own(this, channel));
        return channel;
      }
    };
  }

  #adopt(connection: RTCPeerConnection): void {
    this.#connection = connection;
    connection.addEventListener('connectionstatechange', () => this.#onConnectionState());
  }

  #own(connection: RTCPeerConnection, messages: RTCDataChannel): void {
    if (this.#state === 'closed') return;
    const lane = (name: Lane, channel: RTCDataChannel): LaneChannel =>
      new LaneChannel(channel, {
        open: () => this.#laneOpen(),
        message: (bytes) => this.#handlers?.message(name, bytes),
        // Every message comes before the end of its lane. A file that is cut off is for the layer above to notice.
        closed: () => (name === 'messages' ? this.#closed() : undefined),
      });
    const files = connection.createDataChannel('files', { ...CHANNEL, id: CHANNEL_ID.files });
    this.#lanes = { messages: lane('messages', messages), files: lane('files', files) };
  }

  #laneOpen(): void {
    this.#open++;
    if (this.#open === 2) this.#move('open');
  }

  #onConnectionState(): void {
    const state = this.#connection?.connectionState;
    if (state === 'disconnected' && this.#state === 'open') this.#move('interrupted');
    else if (state === 'connected' && this.#state === 'interrupted') this.#move('open');
    else if (state === 'failed') this.#closed();
  }

  #onSignal(data: SimplePeer.SignalData): void {
    if (this.#state === 'closed') return;
    const signal = toLinkSignal(data);
    if (signal?.type === 'candidate') this.#noteCandidate(signal.candidate);
    const allowed = signal && this.#options.iceTransportPolicy === 'relay' ? relayOnly(signal) : signal;
    if (allowed) this.#handlers?.signal(allowed);
  }

  #noteCandidate(candidate: string): void {
    const type = / typ (\w+)/.exec(candidate)?.[1];
    if (type) this.#found.add(type);
  }

  #closed(cause?: unknown): void {
    if (this.#state === 'closed') return;
    const wasOpen = this.#state !== 'connecting';
    const error = wasOpen
      ? new DMError('link-lost', 'the link broke', { cause })
      : new DMError(this.obstacle, 'no route between the two browsers', { cause });
    const handlers = this.#handlers;
    this.#state = 'closed';
    this.#release();
    handlers?.state('closed', error);
  }

  #release(): void {
    this.#handlers = null;
    this.#lanes?.messages.close();
    this.#lanes?.files.close();
    this.#lanes = null;
    const peer = this.#peer;
    this.#peer = null;
    peer?.removeAllListeners();
    // After this nobody listens; simple-peer still reports its own shutdown as an error.
    peer?.on('error', ignore);
    peer?.destroy();
    this.#connection?.close();
    this.#connection = null;
  }

  #move(state: LinkState): void {
    this.#state = state;
    this.#handlers?.state(state);
  }
}

const ignore = (): void => {};

const browserWebRtc = (): {
  RTCSessionDescription: typeof RTCSessionDescription;
  RTCIceCandidate: typeof RTCIceCandidate;
} => ({ RTCSessionDescription, RTCIceCandidate });

/** The parts of `RTCStatsReport` entries that tell the path; the DOM library types them one by one. */
interface Stats {
  readonly type: string;
  readonly id: string;
  readonly selectedCandidatePairId?: string;
  readonly selected?: boolean;
  readonly nominated?: boolean;
  readonly state?: string;
  readonly localCandidateId?: string;
  readonly remoteCandidateId?: string;
  readonly candidateType?: string;
}

function toLinkSignal(data: SimplePeer.SignalData): LinkSignal | null {
  if ((data.type === 'offer' || data.type === 'answer') && data.sdp) return { type: data.type, sdp: data.sdp };
  if (data.type !== 'candidate') return null;
  const { candidate, sdpMid, sdpMLineIndex } = data.candidate;
  return { type: 'candidate', candidate, sdpMid: sdpMid ?? null, sdpMLineIndex: sdpMLineIndex ?? null };
}

function fromLinkSignal(signal: LinkSignal): SimplePeer.SignalData {
  if (signal.type !== 'candidate') return { type: signal.type, sdp: signal.sdp };
  const { candidate, sdpMid, sdpMLineIndex } = signal;
  return { type: 'candidate', candidate: { candidate, sdpMid, sdpMLineIndex } as RTCIceCandidate };
}
