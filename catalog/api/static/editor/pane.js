// YASGUI's result pane, with what was cut, what is wrong and how long it took said in words.

import { Table } from "./table.js";
import { element, visible } from "./text.js";

const DOWNLOADS = {
  graph: ["turtle", "jsonld", "ntriples", "rdfxml"],
  rows: ["csv", "tsv", "json", "xml"],
  boolean: ["json", "xml"],
};

class YesOrNo {
  priority = 10;
  hideFromSelection = true;

  constructor(yasr) {
    this.yasr = yasr;
  }

  canHandleResults() {
    return typeof this.yasr.results?.getBoolean() === "boolean";
  }

  draw() {
    const word = this.yasr.results.getBoolean() ? "Yes." : "No.";
    this.yasr.resultsEl.append(element("p", { className: "about" }, word));
  }
}

class AsSent {
  priority = 2;
  label = "As sent";

  constructor(yasr) {
    this.yasr = yasr;
  }

  canHandleResults() {
    return Boolean(this.yasr.results?.getBindings());
  }

  draw() {
    const text = visible(this.yasr.results.getOriginalResponseAsString());
    this.yasr.resultsEl.append(element("pre", { tabIndex: 0 }, text));
  }
}

export class ResultPane {
  /** In place of what the page shows; `said` is the line that tells how it went. */
  constructor(place, said) {
    const { Yasr } = window;
    Yasr.registerPlugin("table", Table);
    Yasr.registerPlugin("boolean", YesOrNo);
    Yasr.registerPlugin("response", AsSent);
    this.place = place;
    this.said = said;
    this.note = element("div");
    this.downloads = element("p", { className: "small row" });
    this.results = element("div");
    this.prefixes = {};
    this.yasr = new Yasr(this.results, {
      persistenceId: null,
      errorRenderers: [problem],
      prefixes: () => this.prefixes,
    });
  }

  /** Name a namespace by its prefix wherever it stands in an answer. */
  use(prefixes) {
    this.prefixes = prefixes;
  }

  /** What the page came with: an answer or a problem, found without scripts. */
  showGiven(given, query) {
    if (given.problem) this.show(new Error(JSON.stringify(given.problem)), 0, query);
    else this.show(whole(given), given.seconds * 1000, query);
  }

  wait() {
    this.said.textContent = "Asking …";
    this.place.setAttribute("aria-busy", "true");
  }

  /** Show a response, or the error that came in its place. */
  show(response, milliseconds, query) {
    this.place.removeAttribute("aria-busy");
    this.place.replaceChildren(this.note, this.results, this.downloads);
    this.note.replaceChildren();
    this.downloads.replaceChildren();
    if (response instanceof Error) this.#fail(response);
    else this.#succeed(response, milliseconds, query);
  }

  #fail(error) {
    const isStopped = error.name === "AbortError";
    this.said.textContent = isStopped ? "Stopped." : "";
    this.results.hidden = isStopped;
    if (!isStopped) this.yasr.setResponse(error);
  }

  #succeed(response, milliseconds, query) {
    this.results.hidden = false;
    this.yasr.setResponse({ ...response, content: response.content || " " }, milliseconds);
    const kind = kindOf(this.yasr.results);
    const count = this.yasr.results.getBindings()?.length ?? 0;
    const isCut = response.headers.get("X-Result-Truncated") === "true";
    const seconds = (milliseconds / 1000).toFixed(2);
    const commit = response.headers.get("X-Commit");
    this.said.textContent = `${counted(kind, count)} in ${seconds} s, at commit ${commit}`;
    if (isCut) this.note.append(element("p", { className: "notice" }, cut(count)));
    this.downloads.append("Download: ", ...links(query, DOWNLOADS[kind]));
  }
}

/** An answer of the page in the form of a response. */
function whole({ type, content, commit, truncated }) {
  const headers = new Headers({ "Content-Type": type, "X-Commit": commit });
  if (truncated) headers.set("X-Result-Truncated", "true");
  return { ok: true, status: 200, statusText: "OK", headers, content };
}

function kindOf(results) {
  if (results.getType() === "ttl") return "graph";
  return typeof results.getBoolean() === "boolean" ? "boolean" : "rows";
}

function counted(kind, count) {
  if (kind === "boolean") return "yes or no";
  const noun = kind === "graph" ? "triple" : "row";
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

function cut(count) {
  const number = count.toLocaleString("en");
  return `There is more: only the first ${number} are shown. Download it, or add LIMIT.`;
}

function links(query, formats) {
  return formats.flatMap((download) => {
    const address = "/sparql?" + new URLSearchParams({ query, download });
    return [element("a", { href: address }, download), " "];
  });
}

/** What is wrong, in the words of the problem document. */
async function problem({ text }) {
  const { title, detail } = read(text);
  const notice = element("div", { className: "notice", role: "alert" });
  notice.append(element("p", {}, element("strong", {}, visible(title))));
  notice.append(element("p", {}, visible(detail)));
  return notice;
}

function read(text) {
  try {
    const { title, detail } = JSON.parse(text);
    return { title: title ?? "The service refused", detail: detail ?? "" };
  } catch {
    return {
      title: "No answer came",
      detail: "The service could not be reached, or what it sent could not be read. Try again.",
    };
  }
}
