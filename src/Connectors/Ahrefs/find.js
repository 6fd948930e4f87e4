// Gives the one element of a landmark, or how many there are. Expects `request`: { key, overlay, name }.
const overlayOf = name => map.overlays.find(known => known.name === name);
const within = request.overlay ? findAll(overlayOf(request.overlay).find)[0]?.el : undefined;
let hits = request.overlay ? (within ? findAll(overlayOf(request.overlay).close, within) : []) : find(request.key);
if (request.name) hits = hits.filter(hit => hit.value === request.name);
return hits.length === 1 ? hits[0].el : hits.length;
