// The answer as a table of the house, as a plugin of YASGUI's result pane.
// Its own table would write styles into the page, which our content security policy forbids.

import { element, href, short, visible } from "./text.js";

const PAGE = 100;
const NUMBER = /#(integer|decimal|double|float|int|long|gYear)$/;

export class Table {
  priority = 10;
  label = "Table";
  #shown = PAGE;
  #sorted = { column: null, isDown: false };
  #wanted = "";

  constructor(yasr) {
    this.yasr = yasr;
  }

  canHandleResults() {
    return Boolean(this.yasr.results?.getBindings());
  }

  draw() {
    this.columns = this.yasr.results.getVariables();
    this.rows = bindings(this.yasr.results);
    this.numbers = new Set(this.columns.filter((column) => isOfNumbers(this.rows, column)));
    if (!this.rows.length) {
      this.yasr.resultsEl.append(nothing());
      return;
    }
    this.#shown = PAGE;
    this.#sorted = { column: null, isDown: false };
    this.#wanted = "";
    this.body = element("tbody");
    this.more = element("button", { type: "button", className: "quiet" });
    this.more.addEventListener("click", () => this.#showMore());
    const table = element("table", { className: "stack" }, this.#head(), this.body);
    const scroll = element("div", { className: "scroll", tabIndex: 0 }, table);
    this.yasr.resultsEl.append(...this.#filter(), scroll, element("p", {}, this.more));
    this.#fill();
  }

  #filter() {
    if (this.rows.length < 10) return [];
    const field = element("input", { type: "search", placeholder: "Only rows with …" });
    field.setAttribute("aria-label", "Only rows with these letters");
    field.addEventListener("input", () => {
      this.#wanted = field.value.trim().toLowerCase();
      this.#fill();
    });
    return [element("p", { className: "only" }, field)];
  }

  #head() {
    const cells = this.columns.map((column) => {
      const button = element("button", { type: "button", className: "sorts" }, visible(column));
      const cell = element("th", { scope: "col", className: this.#classOf(column) }, button);
      button.addEventListener("click", () => this.#sort(column, cell));
      return cell;
    });
    return element("thead", {}, element("tr", {}, ...cells));
  }

  #sort(column, cell) {
    const isDown = this.#sorted.column === column && !this.#sorted.isDown;
    this.#sorted = { column, isDown };
    for (const other of cell.parentElement.children) other.removeAttribute("aria-sort");
    cell.setAttribute("aria-sort", isDown ? "descending" : "ascending");
    this.#fill();
  }

  #showMore() {
    const first = this.#shown;
    this.#shown += PAGE;
    this.#fill();
    this.body.rows[first]?.querySelector("a")?.focus();
  }

  #fill() {
    const { column, isDown } = this.#sorted;
    const rows = this.rows.filter((row) => holds(row, this.#wanted));
    if (column) rows.sort((a, b) => compare(a[column], b[column]) * (isDown ? -1 : 1));
    const left = rows.length - this.#shown;
    this.body.replaceChildren(...rows.slice(0, this.#shown).map((row) => this.#drawn(row)));
    this.more.hidden = left <= 0;
    this.more.textContent = `Show ${Math.min(left, PAGE)} more of ${left.toLocaleString("en")}`;
  }

  #drawn(row) {
    const cells = this.columns.map((column) => {
      const inside = content(row[column], this.yasr.getPrefixes());
      const cell = element("td", { className: this.#classOf(column) }, ...inside);
      cell.dataset.label = visible(column);
      return cell;
    });
    return element("tr", {}, ...cells);
  }

  #classOf(column) {
    return this.numbers.has(column) ? "number" : "";
  }
}

/** The rows as they came: YASGUI's parser would put values in the place of {{names}}. */
function bindings(results) {
  if (results.getType() !== "json") return results.getBindings();
  return JSON.parse(results.getOriginalResponseAsString()).results.bindings;
}

function isOfNumbers(rows, column) {
  const values = rows.map((row) => row[column]).filter(Boolean);
  return values.length > 0 && values.every(({ datatype }) => NUMBER.test(datatype));
}

function nothing() {
  const link = element("a", { href: "/ns" }, "the ontology");
  const words = ["No solution. Check that the terms are those of ", link];
  return element("p", {}, ...words, ", or begin from a named thing.");
}

function holds(row, wanted) {
  return !wanted || Object.values(row).some(({ value }) => value.toLowerCase().includes(wanted));
}

function compare(a, b) {
  if (!a || !b) return Boolean(b) - Boolean(a);
  if (NUMBER.test(a.datatype) && NUMBER.test(b.datatype)) return a.value - b.value;
  return a.value.localeCompare(b.value, "en", { numeric: true });
}

function content(value, prefixes) {
  if (!value) return [element("span", { className: "soft" }, "–")];
  if (value.type === "uri") {
    const address = href(value.value);
    const name = visible(short(value.value, prefixes));
    return [address ? element("a", { href: address, title: value.value }, name) : name];
  }
  if (value.type === "bnode") return [element("span", { className: "soft" }, visible(value.value))];
  const language = value["xml:lang"];
  const text = visible(value.value);
  return language ? [text, " ", element("span", { className: "badge" }, language)] : [text];
}
