// Counts, for each landmark that is asked for, the elements of the first candidate that has any; never tells what they say.
// Expects `request`: { keys }.
const quoted = texts => (perLanguage(texts) ?? []).map(text => `"${text}"`).join(' or ');
const described = candidate =>
  [candidate.role ?? candidate.css, quoted(candidate.names), quoted(candidate.patterns) && `matching ${quoted(candidate.patterns)}`, candidate.within && `in ${candidate.within}`]
    .filter(Boolean).join(' ');

function counted(key) {
  for (const candidate of map.landmarks[key] ?? []) {
    const hits = findAll([candidate]);
    if (hits.length) return { key, count: hits.length, candidate: described(candidate) };
  }
  return { key, count: 0, candidate: null };
}

// What belongs to rows, or may open within one, is in none of the looks that leave the rows out.
const isOfRows = key => /^(row|action)\.|^pending\.(resend|cancel)$/.test(key);
const countIn = key => (isOfRows(key) ? counted(key) : inOneLook(() => counted(key)));
// A page that does not tell its language is read as if it were in the map's own; of that nobody's word is taken.
return JSON.stringify({ language: document.documentElement?.lang ? language : '', landmarks: words ? request.keys.map(countIn) : [] });
