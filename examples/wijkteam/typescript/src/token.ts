import { readFile } from 'node:fs/promises';
import { status } from '@grpc/grpc-js';
import { loopback } from './loopback';
import { CallError } from './problem';

/** A token, and until when it counts; in milliseconds since 1970. */
interface Token {
  value: string;
  until: number;
}

/**
 * Tokens for calls: one that comes from your identity provider with client credentials and is kept until it runs out, or one that
 * is ready, for trying.
 */
export class Tokens {
  private current: Promise<Token> | undefined;

  constructor(
    private readonly fetch: () => Promise<Token>,
    /** A token that ran out can be had anew. */
    private readonly renewable: boolean,
  ) {}

  async get(): Promise<string> {
    this.current ??= this.fetch(); // calls at the same time wait for one token
    try {
      const token = await this.current;
      if (Date.now() < token.until) {
        return token.value;
      }
      this.current = this.fetch();
      return (await this.current).value;
    } catch (error) {
      this.current = undefined;
      throw error;
    }
  }

  /** Has the next call get a new token, where one can be had. */
  forget(): boolean {
    this.current = undefined;
    return this.renewable;
  }
}

/** Answers the tokens that the environment describes. */
export function newTokens(env: NodeJS.ProcessEnv = process.env): Tokens {
  const endpoint = env['WIJKTEAM_TOKEN_URL'];
  const file = env['WIJKTEAM_TOKEN_FILE'];
  const ready = env['WIJKTEAM_TOKEN'];
  if (endpoint) {
    const [id, secret] = [env['WIJKTEAM_CLIENT_ID'], env['WIJKTEAM_CLIENT_SECRET']];
    const url = new URL(endpoint);
    if (!id || !secret || (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback(url.hostname)))) {
      throw new Error('WIJKTEAM_TOKEN_URL is an https address, and needs WIJKTEAM_CLIENT_ID and WIJKTEAM_CLIENT_SECRET');
    }
    return new Tokens(() => clientCredentials(url, id, secret, env['WIJKTEAM_TOKEN_SCOPE']), true);
  }
  if (file) {
    return new Tokens(async () => ({ value: (await readFile(file, 'utf8')).trim(), until: Infinity }), true);
  }
  if (ready) {
    return new Tokens(() => Promise.resolve({ value: ready, until: Infinity }), false);
  }
  throw new Error(
    'set WIJKTEAM_TOKEN_URL with WIJKTEAM_CLIENT_ID and WIJKTEAM_CLIENT_SECRET, or WIJKTEAM_TOKEN_FILE or WIJKTEAM_TOKEN',
  );
}

/** Gets a token with client credentials (RFC 6749 section 4.4). */
async function clientCredentials(url: URL, id: string, secret: string, scope: string | undefined): Promise<Token> {
  const body = new URLSearchParams({ grant_type: 'client_credentials' });
  if (scope) {
    body.set('scope', scope);
  }
  const basic = Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64');
  let answer: Response;
  try {
    answer = await fetch(url, {
      method: 'POST', body, headers: { authorization: `Basic ${basic}`, accept: 'application/json' },
      signal: AbortSignal.timeout(10_000), redirect: 'error',
    });
  } catch (error) {
    throw new CallError(status.UNAVAILABLE, `get a token: ${String(error)}`);
  }
  if (!answer.ok) {
    // An issuer that is away comes back; one that refuses does not change its mind.
    const code = answer.status < 500 ? status.UNAUTHENTICATED : status.UNAVAILABLE;
    throw new CallError(code, `the issuer gives no token: ${answer.status}`);
  }
  const token = (await answer.json()) as { access_token?: unknown; expires_in?: unknown };
  if (typeof token.access_token !== 'string') {
    throw new CallError(status.UNAUTHENTICATED, 'the issuer answers no token');
  }
  const lifetime = typeof token.expires_in === 'number' ? token.expires_in : Infinity;
  return { value: token.access_token, until: Date.now() + (lifetime - 10) * 1000 }; // ten seconds early
}
