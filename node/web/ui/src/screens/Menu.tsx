/** Everything beside selling, one tap away. */

import { Icon } from "../parts/Icon";
import { Page } from "../parts/Page";
import { status } from "../state/live";
import { go } from "../state/router";
import { waitingCount } from "../state/sharing";
import { number, t } from "../state/words";

interface Entry {
  page: string;
  icon: string;
  name: string;
  about: string;
  count?: number;
}

const groups = (): [string, Entry[]][] => [
  [
    t("At the counter"),
    [
      { page: "sell", icon: "cash", name: t("Sell"), about: t("Scan, search, pay") },
      {
        page: "tickets",
        icon: "ticket",
        name: t("Tickets"),
        about: t("Put aside and recalled"),
        count: waitingCount.value,
      },
      { page: "refund", icon: "refund", name: t("Refund"), about: t("Take goods of a receipt back") },
      { page: "customers", icon: "people", name: t("Customers"), about: t("Find, add, look back") },
      { page: "history", icon: "receipt", name: t("History"), about: t("Receipts, and how far they are") },
      { page: "shift", icon: "shift", name: t("Shift"), about: t("Open, cash, X and Z") },
    ],
  ],
  [
    t("In the stockroom"),
    [
      {
        page: "stock",
        icon: "box",
        name: t("Stock"),
        about: t("Every branch, with its age"),
        count: status.value?.low_products ?? 0,
      },
      { page: "receive", icon: "down", name: t("Receive"), about: t("Book a delivery") },
      { page: "count", icon: "count", name: t("Count"), about: t("Take stock while selling goes on") },
      { page: "transfer", icon: "transfer", name: t("Transfer"), about: t("Between branches") },
    ],
  ],
  [
    t("In the office"),
    [
      { page: "reviews", icon: "review", name: t("Reviews"), about: t("What waits for a person") },
      { page: "reports", icon: "chart", name: t("Reports"), about: t("What was sold, hour by hour") },
      { page: "promotions", icon: "star", name: t("Promotions"), about: t("What is taken off, and when") },
      { page: "queues", icon: "printer", name: t("Printer and mail"), about: t("What waits, and why") },
      { page: "users", icon: "person", name: t("Users"), about: t("Who may do what") },
      { page: "members", icon: "peer", name: t("Nodes"), about: t("Who belongs, who is invited") },
      { page: "settings", icon: "gear", name: t("Settings"), about: t("This screen, this company") },
    ],
  ],
];

export function Menu() {
  return (
    <Page title={t("Menu")}>
      {groups().map(([name, entries]) => (
        <section key={name} class="menu-group" aria-label={name}>
          <h2>{name}</h2>
          <div class="menu">
            {entries.map((each) => (
              <button key={each.page} type="button" class="menu-entry" onClick={() => go(each.page)}>
                <Icon name={each.icon} />
                <span>
                  {each.name}
                  <small>{each.about}</small>
                </span>
                {each.count ? <b class="badge">{number(each.count)}</b> : null}
              </button>
            ))}
          </div>
        </section>
      ))}
    </Page>
  );
}
