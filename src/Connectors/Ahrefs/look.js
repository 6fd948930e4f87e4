// Tells what the page shows, in one go, once it has settled: nothing that belongs together is read in two calls.
// Expects `request`: { page, waitMs, past } - the page meant, how long to wait, states that are not worth telling.
const landmarkOf = {
  account: 'account.page', confirmed: 'members.page', pending: 'pending.page', limits: 'limits.page', signIn: 'shell.workspaceButton', shell: 'shell.workspaceButton',
};

function wanted(seen) {
  if (document.querySelector('main[aria-busy=true],[role=main][aria-busy=true]')) return 'busy';
  const landmark = landmarkOf[request.page];
  if (!sees(landmark)) {
    seen.missing = landmark;
    return 'busy';
  }
  return request.page === 'confirmed' || request.page === 'pending' ? members(seen) : 'ready';
}

function state(seen) {
  if (!words) return document.body && document.querySelector('h1,main') ? 'foreign' : 'busy';
  if (sees('challenge.page')) return 'challenge';
  if (sees('session.loginDialog')) return 'loginDialog';
  if (sees('login.password')) return sees('login.error') ? 'loginError' : 'login';
  if (sees('totp.digits')) return sees('totp.error') ? 'totpError' : 'totp';
  if (sees('totp.methodPage')) return 'method';
  if (sees('session.oops')) return 'oops';
  if (sees('page.legalConsent')) return 'legalConsent';
  if ((seen.overlay = overlay())) return 'overlay';
  if ((seen.dialog = unknownDialog())) return 'dialog';
  if (sees('page.notFound')) return 'notFound';
  if (sees('members.denied')) return 'denied';
  return wanted(seen);
}

function look() {
  detectLanguage();
  const seen = { path: location.pathname, language, texts: {}, counts: {} };
  seen.state = state(seen);
  if (!words) return seen;
  for (const key of request.texts ?? []) {
    const hits = find(key);
    seen.counts[key] = hits.length;
    if (hits.length) seen.texts[key] = hits[0].el.matches('input') ? hits[0].el.value : hits[0].value;
  }
  return seen;
}

const started = performance.now();
let lacking = null;
for (;;) {
  const seen = look();
  const now = performance.now();
  if (seen.state !== 'busy' && !(request.past ?? []).includes(seen.state)) return JSON.stringify(seen);
  // A page that has loaded all it wanted and still lacks a landmark is another page than the map tells.
  lacking = seen.missing ? lacking ?? now : null;
  if (lacking !== null && now - lacking > request.contractMs) return JSON.stringify({ ...seen, state: sees('page.error') ? 'failed' : 'missing' });
  if (now - started >= request.waitMs) return JSON.stringify(seen);
  await new Promise(done => setTimeout(done, 16));
}
