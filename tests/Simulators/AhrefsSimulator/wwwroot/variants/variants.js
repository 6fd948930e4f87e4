// How the members page looks. A further variant is a further file and a line here.

import * as bulkSelect from './bulk-select.js';
import * as cards from './cards.js';
import * as inlineSelect from './inline-select.js';
import * as sidePanel from './side-panel.js';
import * as tableWithMenu from './table-with-menu.js';

export const variants = { A: tableWithMenu, B: cards, F: inlineSelect, G: bulkSelect, H: sidePanel };
