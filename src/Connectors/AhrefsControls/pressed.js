// Tells what became of a guarded click, and ends the guard; empty where the page that was clicked is gone.
const told = globalThis[Symbol.for('press')]?.();
delete globalThis[Symbol.for('press')];
return told ? JSON.stringify(told) : '';
