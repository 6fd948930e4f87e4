// Waits, for a while, until none of some landmarks is shown any more. Expects `request`: { keys, waitMs }.
const until = performance.now() + request.waitMs;
while (request.keys.some(sees) && performance.now() < until) await new Promise(done => setTimeout(done, 50));
return 'done';
