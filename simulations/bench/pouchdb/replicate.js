// Replicates as many sales as it is told from a local PouchDB to a server, and says how long it took.
import { readFileSync } from "node:fs";
import PouchDB from "pouchdb";

const [documents, local, remote] = process.argv.slice(2);
const db = new PouchDB(local);
await db.bulkDocs(JSON.parse(readFileSync(documents, "utf8")));
const started = performance.now();
const done = await db.replicate.to(remote, { batch_size: 1000 });
const seconds = (performance.now() - started) / 1000;
console.log(JSON.stringify({ written: done.docs_written, seconds }));
