/** The goods: search as you type, departments, tiles of one size. */

import { CameraButton } from "../../parts/CameraButton";
import { Icon } from "../../parts/Icon";
import { catalogue, catalogueLoaded } from "../../state/catalogue";
import { device } from "../../state/device";
import { addCode, addProduct } from "../../state/selling";
import { money, number, t } from "../../state/words";
import type { Product } from "../../logic/catalogue";
import { department, found, search, searchField } from "./search";

export function ProductPanel() {
  return (
    <section class="products" aria-label={t("Goods")}>
      <SearchField />
      <Departments />
      <div class="tiles">
        {found.value.map((product) => (
          <Tile key={product.sku} product={product} />
        ))}
        {!found.value.length && <NothingFound />}
      </div>
    </section>
  );
}

function SearchField() {
  return (
    <div class="search" role="search">
      <Icon name="search" />
      <input
        ref={searchField}
        type="search"
        value={search.value}
        placeholder={
          catalogueLoaded.value
            ? t("Search {n} items", { n: number(catalogue.value.size) })
            : t("Search")
        }
        aria-label={t("Search")}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => (search.value = event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && takeFirst(event.currentTarget)}
      />
      <kbd aria-hidden="true">{device.value.keymap.search}</kbd>
      <CameraButton on onCode={(code) => void addCode(code)} />
    </div>
  );
}

/** Enter takes the first that was found, and leaves the field for the next scan. */
function takeFirst(field: HTMLInputElement): void {
  const [first] = found.value;
  if (!search.value.trim() || first === undefined) return;
  addProduct(first);
  search.value = "";
  field.blur();
}

function Departments() {
  const own = catalogue.value.departments;
  const shown = search.value.trim() ? null : (department.value ?? own[0]);
  return (
    <div class="departments" role="group" aria-label={t("Departments")}>
      {own.map((name, place) => (
        <button
          key={name}
          type="button"
          data-hue={place % 8}
          aria-pressed={name === shown}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => {
            search.value = "";
            department.value = name;
          }}
        >
          {name || t("Other")}
        </button>
      ))}
    </div>
  );
}

function Tile({ product }: { product: Product }) {
  const hue = Math.max(0, catalogue.value.departments.indexOf(product.department)) % 8;
  return (
    <button
      type="button"
      class="tile"
      data-hue={hue}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => {
        addProduct(product);
        search.value = "";
      }}
    >
      <span class="tile-name">{product.name}</span>
      <span class="tile-price">{product.priceMinor ? money(product.priceMinor) : t("Price?")}</span>
    </button>
  );
}

function NothingFound() {
  if (!catalogueLoaded.value) return <p class="empty">{t("The catalogue is on its way …")}</p>;
  if (search.value.trim()) return <p class="empty">{t("Nothing begins like that.")}</p>;
  return <p class="empty">{t("No goods yet. Import a catalogue, or sell quick items.")}</p>;
}
