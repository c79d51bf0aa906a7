// Puts YASGUI's editor and result pane in the place of the form's text area and the table.
// Without scripts the form and the table do the same work.

import { offerTerms } from "./completion.js";
import { ResultPane } from "./pane.js";

const LONGEST_ADDRESS = 6000;

const form = document.getElementById("ask");
const area = form.elements.query;
const place = document.getElementById("editor");
const stop = document.getElementById("stop");
const given = document.getElementById("given");

const pane = new ResultPane(document.getElementById("answer"), document.getElementById("said"));
const terms = offerTerms(form.dataset.completion);
area.hidden = true;
for (const waiting of form.querySelectorAll(".with-script")) waiting.hidden = false;
const editor = new window.Yasqe(place, settings());
listen();
pane.use((await terms).prefixes);
if (given) pane.showGiven(JSON.parse(given.textContent), area.value);

function settings() {
  return {
    value: area.value.trimEnd(),
    persistenceId: null,
    consumeShareLink: null,
    createShareableLink: null,
    showQueryButton: false,
    resizeable: false,
    editorHeight: "auto",
    screenReaderLabel: "Query",
    autocompleters: ["variables", "prefixes", "property", "class"],
    requestConfig: {
      endpoint: new URL("/sparql", window.location.href).href,
      method: "POST",
      acceptHeaderSelect: "application/sparql-results+json",
      acceptHeaderGraph: "text/turtle",
      acceptHeaderUpdate: "*/*",
      args: [{ name: "rows", value: form.dataset.rows }],
    },
    // Tab moves on, so that nobody who uses a keyboard is caught in the editor.
    extraKeys: { Tab: false, "Shift-Tab": false, "Ctrl-Enter": run, "Cmd-Enter": run },
  };
}

function listen() {
  form.querySelector("label").addEventListener("click", () => editor.focus());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  stop.addEventListener("click", () => editor.abortQuery());
  editor.on("queryResponse", (_, response, duration) => {
    stop.hidden = true;
    pane.show(response, duration, editor.getValue());
  });
}

function run() {
  const query = editor.getValue();
  keepInTheAddress(query);
  stop.hidden = false;
  pane.wait();
  editor.query().catch(() => {}); // what went wrong comes as a queryResponse too
}

function keepInTheAddress(query) {
  const address = "/sparql?" + new URLSearchParams({ query });
  if (address.length <= LONGEST_ADDRESS) window.history.replaceState(null, "", address);
}
