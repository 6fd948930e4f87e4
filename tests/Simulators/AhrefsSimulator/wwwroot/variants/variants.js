// How the members page looks. A further variant is a further file and a line here.

import * as bulkSelect from './bulk-select.js';
import * as cards from './cards.js';
import * as inlineSelect from './inline-select.js';
import * as sidePanel from './side-panel.js';
import * as tableWithMenu from './table-with-menu.js';

export const variants = {
  A: tableWithMenu,
  B: cards,
  // German; the language comes with the page.
  C: tableWithMenu,
  // A grid over the whole list, and no total but the header's and its own.
  D: { ...tableWithMenu, listMode: 'virtual', tabsCount: false },
  // Links instead of buttons, other names (see texts/renamed.js), and a removal that wants the address typed.
  E: { ...tableWithMenu, controls: 'links', typesAddress: true },
  F: inlineSelect,
  G: bulkSelect,
  H: sidePanel,
  // Nothing tells what it is; see the building blocks.
  I: tableWithMenu,
  // In a shadow root inside a frame; see the shell.
  J: tableWithMenu,
};
