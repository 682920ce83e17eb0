/**
 * Invites: links that make a session verify itself. The maker remembers the secret until somebody has used the link or
 * its time is over; nobody stores it. Code for keys is loaded when the first invite is made or opened.
 */
import type { Clock } from '../clock.js';
import { DMError } from '../errors.js';
import { INVITE_SECRET_LENGTH, inviteUrl, parseInvite } from '../wire/invite.js';
import { qrModules, type QrModules } from '../wire/qr.js';
import type { SecureChannelOptions } from '../secure/channel.js';
import { fromBase64url, toBase64url, wipe, type Bytes } from '../wire/bytes.js';

export type InviteKeys = NonNullable<SecureChannelOptions['invite']>;

export interface Invite {
  /** To be given to one person, over a channel that both trust. The secret is in its fragment. */
  readonly url: string;
  /** The same as a QR code, for somebody who stands beside. */
  qr(): Promise<QrModules>;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** Forgets it: the link does nothing any more. */
  revoke(): void;
}

export interface InviteOptions {
  /** The page that opens it. Default: this one, without its fragment. */
  readonly page?: string;
  /** Milliseconds until it expires. Default: one hour. */
  readonly lifetime?: number;
}

const DEFAULT_LIFETIME_MS = 3_600_000;
/** So that no page can fill its memory with links that nobody opens. */
const MAX_INVITES = 100;

export class Invites {
  readonly #open = new Map<string, { readonly keys: InviteKeys; readonly timer: unknown }>();

  constructor(
    private readonly clock: Clock,
    private readonly random: (length: number) => Bytes,
  ) {}

  async create(inviter: string, options: InviteOptions = {}): Promise<Invite> {
    const page = options.page ?? globalThis.location?.href;
    if (page === undefined || !URL.canParse(page)) throw new DMError('bad-config', 'page: expected an address');
    const lifetime = options.lifetime ?? DEFAULT_LIFETIME_MS;
    if (!(lifetime > 0)) throw new DMError('bad-config', 'lifetime: expected milliseconds above zero');
    if (this.#open.size >= MAX_INVITES) throw new DMError('queue-full', `more than ${MAX_INVITES} invites are open`);
    const { deriveInvite } = await import('../secure/invite.js');
    const secret = this.random(INVITE_SECRET_LENGTH);
    const url = inviteUrl(page, { secret, inviter });
    const keys = await deriveInvite(secret);
    const room = toBase64url(keys.room);
    const timer = this.clock.setTimeout(() => this.close(room), lifetime);
    this.#open.set(room, { keys, timer });
    return { url, qr: () => qrModules(url), expiresAt: this.clock.now() + lifetime, revoke: () => this.close(room) };
  }

  /** The keys of the invite that a request names, or `null`. The caller gets a copy of its own. */
  async match(m1: string | undefined): Promise<InviteKeys | null> {
    if (this.#open.size === 0) return null;
    const { parseRequest } = await import('../secure/handshake.js');
    const room = parseRequest(fromBase64url(m1 ?? '') ?? new Uint8Array())?.room;
    const keys = room && this.#open.get(toBase64url(room))?.keys;
    return keys ? { room: keys.room.slice(), psk: keys.psk.slice() } : null;
  }

  /** Used, expired or revoked. */
  close(room: string): void {
    const invite = this.#open.get(room);
    if (!invite) return;
    this.#open.delete(room);
    this.clock.clearTimeout(invite.timer);
    wipe(invite.keys.psk);
  }

  wipe(): void {
    for (const room of [...this.#open.keys()]) this.close(room);
  }
}

/** Reads a link. Rejects `bad-config` for one that is no invite. */
export async function openInviteLink(link: string): Promise<{ readonly inviter: string; readonly keys: InviteKeys }> {
  const { deriveInvite } = await import('../secure/invite.js');
  const invite = parseInvite(link.slice(link.indexOf('#')));
  if (!invite) throw new DMError('bad-config', 'this link is no invite');
  return { inviter: invite.inviter, keys: await deriveInvite(invite.secret) };
}

/**
 * The invite in this page's own address, if there is one, taken out of the address at once: it must not stay in the
 * history, in a bookmark, or in what the page tells others about where it is.
 */
export function takeInviteLink(): string | null {
  const { location, history } = globalThis;
  if (!location?.hash.startsWith('#dm=')) return null;
  const link = location.href;
  history.replaceState(history.state, '', location.pathname + location.search);
  return link;
}
