/** The tickets of this screen: the one under way and those put aside, kept at every change. */

import { computed, signal } from "@preact/signals";
import { newTicket, type Ticket } from "../logic/ticket";
import { database } from "./database";

/** Where a ticket is: on the screen, put aside, or waiting for the node's word that it is paid. */
type Place = "current" | "held" | "paying";

interface Kept extends Ticket {
  place: Place;
}

export const ticket = signal<Ticket>(newTicket(Date.now()));
export const held = signal<Ticket[]>([]);
/** Paid as far as the customer knows, and not confirmed by the node yet. */
export const unconfirmed = signal<Ticket[]>([]);
/** The line that keys such as Quantity are about: the last one touched. */
export const selected = signal<number | null>(null);

export const selectedLine = computed(
  () =>
    ticket.value.lines.find((line) => line.key === selected.value) ??
    ticket.value.lines.at(-1) ??
    null,
);

export const midSale = computed(() => ticket.value.lines.length > 0);

/** Read what was kept; true when the ticket on the screen was being paid. */
export async function loadTickets(): Promise<void> {
  const kept = await (await database).all<Kept>("tickets");
  kept.sort((a, b) => a.openedMs - b.openedMs);
  const at = (place: Place): Kept[] => kept.filter((each) => each.place === place);
  held.value = at("held");
  unconfirmed.value = at("paying");
  const current = at("current").at(-1);
  if (current) ticket.value = current;
}

function keep(own: Ticket, place: Place): void {
  void database.then((db) => db.put("tickets", { ...own, place }));
}

function drop(id: string): void {
  void database.then((db) => db.delete("tickets", id));
}

/** Put the next state of the ticket on the screen, and on the disk. */
export function change(next: Ticket, line: number | null = selected.value): void {
  ticket.value = next;
  selected.value = next.lines.some((each) => each.key === line) ? line : null;
  if (next.lines.length || next.label || next.customer) keep(next, "current");
  else drop(next.id);
}

export function begin(next: Ticket = newTicket(Date.now())): void {
  change(next, null);
}

export function hold(label: string): void {
  const own = { ...ticket.value, label };
  keep(own, "held");
  held.value = [...held.value, own];
  begin();
}

export function recall(id: string): void {
  const found = held.value.find((each) => each.id === id);
  if (!found) return;
  if (ticket.value.lines.length) hold(ticket.value.label);
  held.value = held.value.filter((each) => each.id !== id);
  begin(found);
}

/** Take the ticket off the screen while the node is asked whether it is paid. */
export function setAside(own: Ticket): void {
  keep(own, "paying");
  unconfirmed.value = [...unconfirmed.value.filter((each) => each.id !== own.id), own];
  if (ticket.value.id === own.id) begin();
}

/** Mark the ticket on the screen as being paid, on the disk before the node hears of it. */
export function keepPaying(own: Ticket): void {
  keep(own, "paying");
}

export function keepCurrent(own: Ticket): void {
  keep(own, "current");
}

/** Forget a ticket that has become a sale. */
export function forget(id: string): void {
  drop(id);
  unconfirmed.value = unconfirmed.value.filter((each) => each.id !== id);
  held.value = held.value.filter((each) => each.id !== id);
  if (ticket.value.id === id) begin();
}

/** Put a ticket back among those that wait, since its sale was refused. */
export function giveBack(id: string): void {
  const found = unconfirmed.value.find((each) => each.id === id);
  if (!found) return;
  unconfirmed.value = unconfirmed.value.filter((each) => each.id !== id);
  keep(found, "held");
  held.value = [...held.value, found];
}
