// Draws the tables and lists of sheet.py. Text goes in by textContent only.
export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".sheet");
  const draw = data.cards ? list : data.items ? told : data.links ? links : grid;
  root.replaceChildren(...draw(data));

  function make(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  function piece(cell) {
    let element;
    if (cell.href || cell.outside) {
      element = make("a", cell.mark, cell.text);
      element.href = cell.href || cell.outside;
      if (cell.outside) {
        element.target = "_blank";
        element.rel = "noopener noreferrer";
        element.classList.add("outside");
      } else {
        element.addEventListener("click", (event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
          event.preventDefault();
          open(element.href);
        });
      }
    } else {
      element = make("span", cell.mark, cell.text);
      if (cell.mark === "here") element.ariaCurrent = "page";
    }
    return element;
  }

  // Streamlit follows the address when the reader goes back or forward; a link does the same
  // forward step by hand. (st.switch_page leaves a half-changed address in the history.)
  function open(address) {
    window.history.pushState({}, "", address);
    window.dispatchEvent(new PopStateEvent("popstate"));
    document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
  }

  function fill(parent, cell) {
    if (cell.indent) parent.style.setProperty("--indent", cell.indent);
    parent.append(piece(cell));
    if (cell.note) parent.append(make("small", "", cell.note));
    return parent;
  }

  function grid({ caption, header, rows, look }) {
    const table = make("table", look);
    if (caption) table.append(make("caption", "", caption));
    const top = make("tr");
    for (const name of header) {
      const cell = make("th", "", name);
      cell.scope = "col";
      top.append(cell);
    }
    const head = make("thead");
    head.append(top);
    const body = make("tbody");
    for (const row of rows) {
      const line = make("tr");
      row.forEach((parts, number) => {
        const place = make("td");
        for (const part of parts) place.append(fill(make("div"), part));
        place.dataset.label = header[number];
        line.append(place);
      });
      body.append(line);
    }
    if (header.some((name) => name)) table.append(head);
    table.append(body);
    return [table];
  }

  function list({ caption, cards }) {
    const all = make("ol", "cards");
    all.setAttribute("aria-label", caption);
    for (const [title, ...others] of cards) {
      const item = make("li");
      const heading = fill(make("h3"), title);
      item.append(heading);
      for (const other of others) item.append(fill(make("p"), other));
      all.append(item);
    }
    return [make("p", "caption", caption), all];
  }

  function told({ caption, items }) {
    const all = make("ol", "told");
    all.setAttribute("aria-label", caption);
    for (const { head, lines } of items) {
      const item = make("li", head.mark);
      item.append(fill(make("p"), { ...head, mark: "" }));
      const facts = make("dl");
      for (const line of lines) {
        const row = make("div");
        row.append(make("dt", "", line.label), fact(line));
        facts.append(row);
      }
      item.append(facts);
      all.append(item);
    }
    return [make("p", "caption", caption), all];
  }

  function fact({ cells, look, fold }) {
    const place = make("dd");
    const inside = make("div", look || "row");
    for (const cell of cells) inside.append(fill(make("span"), cell));
    if (!fold) {
      place.append(inside);
      return place;
    }
    const folded = make("details");
    folded.append(make("summary", "", fold), inside);
    place.append(folded);
    return place;
  }

  function links({ caption, links, look }) {
    const all = make("nav", look);
    all.setAttribute("aria-label", caption);
    for (const link of links) all.append(fill(make("span"), link));
    return [all];
  }
}
