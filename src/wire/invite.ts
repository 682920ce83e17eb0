/** Invite links: 32 secret bytes and a name in the fragment of a page's address. */
import { fromBase64url, fromUtf8, toBase64url, utf8, type Bytes } from './bytes.js';

/** In bytes. */
export const INVITE_SECRET_LENGTH = 32;

export interface InviteLink {
  /** 32 bytes. */
  readonly secret: Bytes;
  /** User id of the person who invites. */
  readonly inviter: string;
}

/** The link: the page's own address with the invite as its fragment, which browsers send to no server. */
export function inviteUrl(page: string, { secret, inviter }: InviteLink): string {
  const url = new URL(page);
  url.hash = `dm=1.${toBase64url(secret)}.${toBase64url(utf8(inviter))}`;
  return url.href;
}

/** `null` for a fragment that is no invite of ours. */
export function parseInvite(fragment: string): InviteLink | null {
  const [, secretText = '', inviterText = ''] = /^#?dm=1\.([\w-]{43})\.([\w-]{2,700})$/.exec(fragment) ?? [];
  const secret = fromBase64url(secretText);
  const inviter = fromUtf8(fromBase64url(inviterText) ?? new Uint8Array());
  if (secret?.length !== INVITE_SECRET_LENGTH || !inviter || inviter.length > 128) return null;
  return { secret, inviter };
}
