// Reads manifests from standard input and checks each against the schema of its kind. Prints one line per fault.
import { readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";

const PACKAGES = { "keda.sh": "@kubernetes-models/keda" };

async function model(apiVersion, kind) {
  const group = apiVersion.split("/")[0];
  const module = await import(`${PACKAGES[group] ?? "kubernetes-models"}/${apiVersion}/${kind}`);
  return module[kind];
}

let faults = 0;
let checked = 0;
for (const document of parseAllDocuments(readFileSync(0, "utf8"), { uniqueKeys: true })) {
  const manifest = document.toJS();
  const name = `${manifest.kind} ${manifest.metadata?.name}`;
  try {
    if (document.errors.length > 0) throw document.errors[0];
    const Model = await model(manifest.apiVersion, manifest.kind);
    new Model(manifest).validate();
    checked++;
  } catch (fault) {
    faults++;
    console.log(`${name}: ${fault.message}`);
  }
}
console.log(`${checked} valid, ${faults} faulty`);
process.exit(faults === 0 && checked > 0 ? 0 : 1);
