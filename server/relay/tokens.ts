/** Who may come in: JSON Web Tokens (RFC 7519), by shared secret or by JWKS, through `jose`. */
import { createRemoteJWKSet, jwtVerify, type JWTPayload } from 'jose';
import type { Identity, RelayOptions } from './relay.js';

export interface TokenOptions {
  /** A secret shared with the site (HS256), at least 32 bytes of UTF-8. */
  readonly secret?: string;
  /** Or where the site publishes its keys (RS256, ES256, EdDSA). */
  readonly jwks?: string;
  readonly issuer?: string;
  readonly audience?: string;
}

/**
 * Checks tokens whose subject is the user id, and whose `name`, if any, is the display name. The socket is closed when
 * the token expires. Throws `TypeError` for options that could not check anything.
 */
export function tokenAuthenticator(options: TokenOptions): RelayOptions['authenticate'] {
  const { issuer, audience } = options;
  const checks = { ...(issuer && { issuer }), ...(audience && { audience }) };
  const verify = verifier(options, checks);
  return async ({ token }) => {
    if (!token) return null;
    try {
      return identityOf(await verify(token));
    } catch {
      // Whatever is wrong with it: nobody we know.
      return null;
    }
  };
}

/** Takes everybody at their word: for a try-out only. */
export const anonymousAuthenticator: RelayOptions['authenticate'] = ({ id }) => ({ id });

function verifier(
  { secret, jwks }: TokenOptions,
  checks: { issuer?: string; audience?: string },
): (token: string) => Promise<JWTPayload> {
  if (secret !== undefined) {
    const key = new TextEncoder().encode(secret);
    if (key.length < 32) throw new TypeError('the shared secret needs at least 32 bytes');
    return async (token) => (await jwtVerify(token, key, { ...checks, algorithms: ['HS256'] })).payload;
  }
  if (jwks !== undefined) {
    const keys = createRemoteJWKSet(new URL(jwks));
    const algorithms = ['RS256', 'ES256', 'EdDSA'];
    return async (token) => (await jwtVerify(token, keys, { ...checks, algorithms })).payload;
  }
  throw new TypeError('expected a secret or a JWKS address');
}

function identityOf({ sub, name, exp }: JWTPayload): Identity | null {
  if (!sub || sub.length > 128) return null;
  return {
    id: sub,
    ...(typeof name === 'string' && name && { name: name.slice(0, 64) }),
    ...(exp !== undefined && { expiresAt: exp * 1000 }),
  };
}
