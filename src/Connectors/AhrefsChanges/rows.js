// Tells what each row of a list shows of a landmark; null where it shows none, or several. Expects `request`: { list, key }.
const held = find(request.list)[0]?.el;
return JSON.stringify(held ? peopleIn(held).map(row => { const hits = findAll(map.landmarks[request.key], row).filter(hit => row.contains(hit.el)); return hits.length === 1 ? hits[0].value : null; }) : []);
