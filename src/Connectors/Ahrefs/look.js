// Tells what the page shows, in one go, once it has settled: nothing that belongs together is read in two calls.
// Expects `request`: { page, waitMs, past, strict, person, await, opened, dialog, leaving, fresh } - the page meant, how long to wait, states that
// are not worth telling, whether nothing may be taken on trust, and what is waited for besides; and `earlier`, elements and texts of alerts that do not count.
const landmarkOf = {
  account: 'account.page', confirmed: 'members.page', pending: 'pending.page', limits: 'limits.page', apiKeys: 'apiKeys.page', security: 'security.page', signIn: 'shell.workspaceButton', shell: 'shell.workspaceButton',
};

// What stood there before something was sent tells nothing of what came of it.
const before = new Set(earlier ?? []);
const isFresh = hit => !before.has(hit.el) && !before.has(hit.value);
const freshOf = key => find(key).filter(isFresh);

// Of two pages in one nobody knows which is meant, and whose a dialog over them is.
function isTorn(seen) {
  if (parts.length < 2 || (seen.found = mains()) < 2) return false;
  seen.missing = 'page.main';
  return true;
}

function wanted(seen) {
  if (everywhere('main[aria-busy=true],[role=main][aria-busy=true]').length) return 'busy';
  if (isTorn(seen)) return 'busy';
  if (request.await && !sees(request.await)) {
    seen.missing = request.await;
    return 'busy';
  }
  if (request.opened && !offeredBy(request.opened).length) {
    seen.missing = request.opened.opener;
    return 'busy';
  }
  if (request.fresh && !request.fresh.some(key => freshOf(key).length)) return 'busy';
  const landmark = landmarkOf[request.page];
  if (!sees(landmark)) {
    seen.missing = landmark;
    return 'busy';
  }
  if (request.person) return person(seen);
  return request.page === 'confirmed' || request.page === 'pending' ? members(seen) : 'ready';
}

function state(seen) {
  if (!words) return document.body && everywhere('h1,main,[role=main]').length ? 'foreign' : 'busy';
  if (sees('challenge.page')) return 'challenge';
  if (sees('session.loginDialog')) return 'loginDialog';
  if (sees('login.password')) return sees('login.error') ? 'loginError' : 'login';
  // Where a second factor is set up, its own dialog asks for a code; that is no question of a sign-in.
  if (sees('totp.digits') && !(request.page === 'security' && sees('enrol'))) return sees('totp.error') ? 'totpError' : 'totp';
  if (sees('totp.methodPage')) return 'method';
  if (sees('session.oops')) return 'oops';
  if (sees('page.legalConsent')) return 'legalConsent';
  if ((seen.overlay = overlay())) return 'overlay';
  if (request.dialog && isTorn(seen)) return 'busy';
  const asked = request.dialog ? asking(seen) : request.leaving ? leaving(seen) : null;
  if (asked) return asked === 'ready' && request.fresh && !request.fresh.some(key => freshOf(key).length) ? 'busy' : asked;
  if ((seen.dialog = unknownDialog())) return 'dialog';
  if (sees('page.notFound')) return 'notFound';
  if (sees('members.denied')) return 'denied';
  if (sees('page.subscription')) return 'subscription';
  return wanted(seen);
}

// Which workspace is open has to be told behind a dialog too, also where that hides the page from whoever does not see it. Of two
// that are hidden and tell different things, neither is told.
const openWorkspace = 'shell.workspaceButton';

function behindIt(key) {
  const seen = freshOf(key);
  if (seen.length) return seen;
  const known = memo;
  memo = new Map();
  behind = true;
  try {
    const hidden = freshOf(key);
    return new Set(hidden.map(hit => hit.value)).size === 1 ? hidden : [];
  } finally {
    behind = false;
    memo = known;
  }
}

function look() {
  detectLanguage();
  const seen = { path: location.pathname, language, texts: {}, counts: {} };
  seen.state = state(seen);
  if (!words) return seen;
  for (const key of request.texts ?? []) {
    const hits = seen.asked && key === openWorkspace ? behindIt(key) : freshOf(key);
    seen.counts[key] = hits.length;
    if (hits.length) seen.texts[key] = hits[0].el.matches('input') ? hits[0].el.value : hits[0].value;
  }
  return seen;
}

// On trust only where it is worth it, and only what goes on: all that stops or diverts the work is looked at strictly, and so is
// a list that a style might hide one of.
const manyRows = 500;

function oneLook() {
  lookAround();
  if (!request.strict && parts.some(part => part.root.querySelectorAll('tr,[role=row],li,[role=listitem]').length >= manyRows)) {
    const seen = onTrust(() => inOneLook(look));
    if (seen?.state === 'busy' || (seen?.state === 'ready' && seen.list?.lists === 1)) return { ...seen, onTrust: true };
  }
  return inOneLook(look);
}

// A look follows directly upon a change, before the browser lays thousands of rows out; at least every so often where what
// changed cannot be watched, such as styles; and where a look takes its time, never so often that the page has less than half of it.
const fallbackMs = 100;
const shortMs = 20;
let stirred = false;
let wake = null;
const observer = new MutationObserver(() => {
  stirred = true;
  wake?.();
});

// A frame that loads, or a shadow root that is made, is a part of its own and watched from the next look on.
const watched = new WeakSet();

function watch({ root }) {
  if (!watched.has(root)) observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
  watched.add(root);
}

const pause = ms => new Promise(done => setTimeout(done, ms));

async function change() {
  if (!stirred) {
    await Promise.race([new Promise(done => { wake = done; }), pause(fallbackMs)]);
    wake = null;
  }
  stirred = false;
}

async function settled() {
  const started = performance.now();
  let lacking = null;
  for (;;) {
    const before = performance.now();
    const seen = oneLook();
    parts.forEach(watch);
    const now = performance.now();
    if (seen.state !== 'busy' && !(request.past ?? []).includes(seen.state)) return seen;
    // A page that has loaded all it wanted and still lacks a landmark is another page than the map tells.
    lacking = seen.missing ? lacking ?? now : null;
    if (lacking !== null && now - lacking > request.contractMs) return { ...seen, state: sees('page.error') ? 'failed' : 'missing' };
    if (now - started >= request.waitMs) return seen;
    if (now - before > shortMs) await pause(now - before);
    await change();
  }
}

watch({ root: document });
try {
  return JSON.stringify(await settled());
} finally {
  observer.disconnect();
}
