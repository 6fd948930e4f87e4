// Gives a control of one person, or how many there are; -1 where it is not proven whose it is, -2 where it is off now. Expects `request`:
// a step of one person, as controls.js says, `part`: "first" for what is in the row, "last" for what the step ends with, and `guarded`.
function control() {
  const [row, ...others] = rowsOfAddress(request.page, request.key);
  if (!row) return 0;
  if (others.length) return others.length + 1;
  return request.part === 'first' ? oneOf(inRow(firstOf(request)[request.way], row, request.key)) : lastOf(row, request);
}

// Between the proof and the click the page may give the same element to somebody else. So it is proven once more in the click itself, and
// what is not this person's any more never learns of it. Nothing else of the page is touched.
function guard(el) {
  const view = el.ownerDocument.defaultView;
  const told = { passed: false, proven: false, kept: false };
  const isStill = () => {
    lookAround();
    return control() === el;
  };
  const proves = ['pointerdown', 'click', 'input', 'change'];
  const types = [...proves, 'mousedown', 'pointerup', 'mouseup'];
  const on = event => {
    const isHere = event.composedPath().includes(el);
    // A box that loses the focus tells of itself, and is no part of the click.
    if (told.proven || (!isHere && !(event.isTrusted && 'button' in event))) return;
    if (isHere && !told.kept && (!proves.includes(event.type) || isStill())) {
      told.passed = true;
      told.proven = event.type === 'click' || event.type === 'change';
      return;
    }
    told.kept = true;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  types.forEach(type => view.addEventListener(type, on, true));
  globalThis[Symbol.for('press')] = () => {
    types.forEach(type => view.removeEventListener(type, on, true));
    return told;
  };
}

const found = control();
if (request.guarded && typeof found === 'object') {
  if (isOff(found)) return -2;
  globalThis[Symbol.for('press')]?.();
  guard(found);
}
return found;
