// SPDX-License-Identifier: GPL-3.0-or-later
// A small OpenID provider: discovery, authorization with a code, tokens signed by RS256, its keys, who somebody is, the end of a session. It tells an address only to whom asks for the scope "email".
import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

const base64 = value => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

export function provider(port, { client, secret, redirect, after }) {
  const base = `http://127.0.0.1:${port}`, { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const codes = new Map(), tokens = new Map(), sessions = new Map(), asked = [];
  const sign = claims => { const words = `${base64({ alg: 'RS256', kid: 'one', typ: 'JWT' })}.${base64(claims)}`; return `${words}.${createSign('RSA-SHA256').update(words).sign(privateKey, 'base64url')}`; };
  const told = grant => ({ sub: createHash('sha256').update(grant.user).digest('hex').slice(0, 16), ...(grant.scope.split(' ').includes('email') ? { email: grant.user, email_verified: true } : {}) });
  const see = (response, where, more = {}) => response.writeHead(302, { location: where, ...more }).end();
  const json = (response, value, status = 200) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));

  function authorize(response, query, user) {
    if (query.get('client_id') !== client || query.get('redirect_uri') !== redirect || query.get('response_type') !== 'code') return json(response, { error: 'invalid_request' }, 400);
    const code = randomBytes(16).toString('hex'), back = new URL(redirect);
    codes.set(code, { user, scope: query.get('scope') ?? '', nonce: query.get('nonce'), challenge: query.get('code_challenge') });
    back.searchParams.set('code', code);
    back.searchParams.set('state', query.get('state'));
    return see(response, back.href);
  }

  function token(request, response, form) {
    const [id, word] = Buffer.from((request.headers.authorization ?? '').replace(/^Basic /, ''), 'base64').toString().split(':').map(decodeURIComponent), grant = codes.get(form.get('code'));
    codes.delete(form.get('code'));
    if ((id || form.get('client_id')) !== client || (word || form.get('client_secret')) !== secret) return json(response, { error: 'invalid_client' }, 401);
    if (!grant || form.get('redirect_uri') !== redirect || (grant.challenge && createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url') !== grant.challenge)) return json(response, { error: 'invalid_grant' }, 400);
    const now = Math.floor(Date.now() / 1000), access = randomBytes(16).toString('hex');
    tokens.set(access, grant);
    return json(response, { access_token: access, token_type: 'Bearer', expires_in: 300, id_token: sign({ iss: base, aud: client, iat: now, exp: now + 300, nonce: grant.nonce, ...told(grant) }) });
  }

  const server = createServer(async (request, response) => {
    const { pathname, searchParams: query } = new URL(request.url, base), session = /idp=(\w+)/.exec(request.headers.cookie ?? '')?.[1];
    let body = '';
    for await (const data of request) body += data;
    asked.push(`${pathname}?${query}`);
    if (pathname === '/.well-known/openid-configuration') return json(response, { issuer: base, authorization_endpoint: `${base}/authorize`, token_endpoint: `${base}/token`, userinfo_endpoint: `${base}/userinfo`, jwks_uri: `${base}/jwks`, end_session_endpoint: `${base}/end`,
      response_types_supported: ['code'], subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['RS256'], token_endpoint_auth_methods_supported: ['client_secret_basic'] });
    if (pathname === '/jwks') return json(response, { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' }] });
    if (pathname === '/token') return token(request, response, new URLSearchParams(body));
    if (pathname === '/userinfo') { const grant = tokens.get((request.headers.authorization ?? '').replace(/^Bearer /, '')); return grant ? json(response, told(grant)) : json(response, { error: 'invalid_token' }, 401); }
    if (pathname === '/authorize') return sessions.has(session) ? authorize(response, query, sessions.get(session)) : response.writeHead(200, { 'content-type': 'text/html' }).end('<form method="post" action="/who">who?</form>');
    if (pathname === '/who') { const id = randomBytes(8).toString('hex'); sessions.set(id, query.get('user')); return see(response, `/authorize?${query}`, { 'set-cookie': `idp=${id}; Path=/; SameSite=Lax` }); }
    if (pathname === '/end') { sessions.delete(session); return query.get('post_logout_redirect_uri') === after ? see(response, after) : json(response, { error: 'invalid_request' }, 400); }
    return json(response, {}, 404);
  });
  return new Promise(done => server.listen(port, '127.0.0.1', () => done({ base, asked, close: () => server.close() })));
}
