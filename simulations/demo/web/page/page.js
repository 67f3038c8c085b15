"use strict";

const LOOK_MS = 500;
const at = (id) => document.getElementById(id);
const money = (minor) => (minor / 100).toFixed(2);
let csrf = "";
const cards = new Map();
const rows = new Map();

function copy(template) {
  return at(template).content.firstElementChild.cloneNode(true);
}

function card(name) {
  if (!cards.has(name)) {
    const made = copy("branch");
    made.querySelector("h2").textContent = name;
    made.querySelector("button").addEventListener("click", () => flip(name, made));
    at("branches").append(made);
    cards.set(name, made);
  }
  return cards.get(name);
}

function row(node, list) {
  if (!rows.has(node.name)) {
    const made = copy("node");
    list.append(made);
    rows.set(node.name, made);
  }
  const shown = rows.get(node.name);
  const link = shown.querySelector("a");
  link.textContent = node.name;
  if (node.screen) link.href = node.screen;
  shown.classList.toggle("same", node.same);
  const words = {
    state: node.running ? (node.cut ? "cut off, sells on" : "connected") : "stopped",
    sales: node.sales, taken: money(node.sales_minor), events: node.events,
    behind: node.behind, digest: node.digest,
  };
  for (const [name, said] of Object.entries(words)) {
    const place = shown.querySelector("." + name);
    if (place.textContent !== String(said)) place.textContent = said;
  }
}

async function flip(name, shown) {
  const cut = !shown.classList.contains("cut");
  const button = shown.querySelector("button");
  button.disabled = true;
  await fetch("/api/v1/demo/switch", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Tillmesh-CSRF": csrf },
    body: JSON.stringify({ branch: name, cut }),
  });
  await look();
}

function show(state) {
  csrf = state.csrf;
  at("stage").textContent = state.stage || "Starting ...";
  at("verdict").textContent = state.verdict || "";
  at("sold").textContent = state.sold ? `${state.sold} baskets sold` : "";
  at("bar").style.width = state.of ? `${Math.min(100, (100 * state.sold) / state.of)}%` : "0";
  at("progress").setAttribute("aria-valuemax", state.of || 0);
  at("progress").setAttribute("aria-valuenow", Math.min(state.sold || 0, state.of || 0));
  for (const branch of state.branches || []) {
    const shown = card(branch.name);
    shown.classList.toggle("cut", branch.cut);
    const button = shown.querySelector("button");
    button.disabled = !state.open || branch.cut !== state.wanted.includes(branch.name);
    button.setAttribute("aria-checked", String(!branch.cut));
    button.textContent = branch.cut ? "Cut off: heal" : "Connected: cut";
    for (const node of branch.nodes) row(node, shown.querySelector("ul"));
  }
  if (state.hub) {
    let list = at("hub").querySelector("ul");
    if (!list) {
      list = document.createElement("ul");
      at("hub").append(list);
    }
    row(state.hub, list);
  }
}

async function look() {
  try {
    const answer = await fetch("/api/v1/demo");
    if (answer.ok) show(await answer.json());
  } catch {
    at("stage").textContent = "The demonstration has ended.";
  }
}

look();
setInterval(look, LOOK_MS);
