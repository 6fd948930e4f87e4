// Tells what an open dialog says and holds, down to the last word: what no landmark of the dialog accounts for is told as `extra`.
const controls = 'input,select,textarea,button,iframe,a[href],[contenteditable],[role=checkbox],[role=switch],[role=combobox],[role=textbox],[role=radio],[role=button]';

const openDialogs = () => everywhere(selectors.dialog).filter(shown);

function accountedFor(key, dialog) {
  const known = new Set((dialog.getAttribute('aria-labelledby') ?? '').split(/\s+/).map(id => byId(dialog, id)));
  for (const name of Object.keys(map.landmarks)) {
    if (!name.startsWith(`${key}.`)) continue;
    for (const { el } of find(name)) [el, ...(el.labels ?? [])].forEach(part => known.add(part));
  }
  return el => {
    for (let at = el; at && at !== dialog; at = above(at)) if (known.has(at)) return true;
    return false;
  };
}

function extraOf(key, dialog) {
  const isKnown = accountedFor(key, dialog);
  const extra = [];
  for (const root of scopesIn(dialog)) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const el = node.nodeType === 3 ? node.parentElement ?? root.host : node;
      const what = node.nodeType === 3 ? clean(node.data) : el.matches(controls) ? el.tagName.toLowerCase() : '';
      if (what && !isKnown(el) && shown(el)) extra.push(what.slice(0, 500));
    }
  }
  return extra;
}

const isChosen = el => el.checked ?? (el.getAttribute('aria-checked') === 'true');

const isOff = el => el.matches(':disabled,[aria-disabled=true]');

const optionsIn = choice => [...(choice.options ?? [])].map(option => ({ name: clean(option.textContent), chosen: option.selected, disabled: isOff(option) }));

function optionsOf(key) {
  const choice = find(`${key}.role`)[0]?.el;
  if (choice?.options) return optionsIn(choice);
  return find(`${key}.option`).map(({ el, value: name }) => ({ name, chosen: isChosen(el), disabled: isOff(el) }));
}

// A chip's own button to remove it is no part of the address.
function chipText(chip) {
  const copy = chip.cloneNode(true);
  copy.querySelectorAll('button,[role=button]').forEach(button => button.remove());
  return clean(copy.textContent);
}

// The dialog that a step expects: nothing else may be open.
function asking(seen) {
  const [hit, ...others] = find(request.dialog);
  if (!hit) {
    seen.missing = request.dialog;
    return openDialogs().length ? null : 'busy';
  }
  if (others.length || openDialogs().length > 1) {
    seen.dialog = 'more than one';
    return 'dialog';
  }
  const key = request.dialog;
  seen.asked = {
    targets: find(`${key}.target`).map(target => target.value), counts: find(`${key}.count`).map(count => count.value), options: optionsOf(key), extra: extraOf(key, hit.el),
    chips: find(`${key}.chips`).map(chip => chipText(chip.el)), typed: find(`${key}.typed`).map(field => field.el.value),
  };
  return 'ready';
}

// The dialog that was answered: it closes, or says why not in an alert that was not there before, or another one asks something more.
function leaving(seen) {
  const dialog = find(request.leaving)[0]?.el;
  if (!dialog) return null;
  const other = openDialogs().find(open => open !== dialog);
  if (other) {
    seen.dialog = `${nameOf(other) || 'unnamed'}: ${clean(other.textContent)}`.slice(0, 500);
    return 'dialog';
  }
  const alert = findAll([{ role: 'alert' }], dialog).find(isFresh);
  if (!alert) return 'busy';
  seen.refusal = alert.value.slice(0, 200);
  return 'refused';
}
